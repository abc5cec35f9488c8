/** 2^-1074 is the smallest double; a step far from it keeps whole products in range. */
const SCALE_BITS = 512;

/**
 * McNemar's exact test, two-sided: the probability that so uneven a split of the questions that only one of two models
 * got right, or a more uneven one, comes about where each is as likely to be the one (McNemar, Psychometrika 12, 1947,
 * 153-157). Twice the smaller binomial tail at 1/2, at most 1; 1 where no question tells the two apart.
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  const fewer = Math.min(onlyA, onlyB);
  const all = onlyA + onlyB;
  // The largest term of the tail, all choose fewer, as term * 2^(all - halvings).
  let term = 1;
  let halvings = all;
  for (let drawn = 1; drawn <= fewer; drawn++) {
    term *= (all - fewer + drawn) / drawn;
    if (term > 2 ** SCALE_BITS) {
      term *= 2 ** -SCALE_BITS;
      halvings -= SCALE_BITS;
    }
  }
  // Each term before it is smaller by a ratio of whole numbers.
  let tail = 0;
  for (let drawn = fewer; drawn >= 0 && term > tail * Number.EPSILON ** 2; drawn--) {
    tail += term;
    term *= drawn / (all - drawn + 1);
  }
  // In two halves, since 2^-halvings alone may be too small for a double where the product is not.
  const half = Math.floor(halvings / 2);
  return Math.min(1, 2 * tail * 2 ** -half * 2 ** -(halvings - half));
}
