/**
 * Holm's step-down adjustment of p values, in their order: comparing each with alpha keeps the chance of any false alarm
 * among all of them at alpha (Holm, Scandinavian Journal of Statistics 6, 1979, 65-70).
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = Array.from(pValues, () => 1);
  let least = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    least = Math.min(1, Math.max(least, p * (pValues.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
