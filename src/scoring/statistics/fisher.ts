import type { Ratio } from '../mean-of-ratios.ts';

/** Outcomes as likely as the one found count with it, though their last bits differ (the margin of R's fisher.test). */
const EQUALLY_LIKELY = 1 + 1e-7;

/**
 * Fisher's exact test of two proportions, two-sided: the probability of a division of the right answers between the two
 * that is no likelier than the one found, where they fall on all questions at random (Fisher, JRSS 98, 1935, 39-82).
 * Each likelihood is made from its neighbour's, outwards from the likeliest, so that nothing overflows.
 */
export function fisherExact(one: Ratio, other: Ratio): number {
  const right = one.part + other.part;
  const all = one.whole + other.whole;
  const least = Math.max(0, right - other.whole);
  const most = Math.min(right, one.whole);
  /** Likelihood of one more right answer in the first, relative to `part`. */
  const up = (part: number): number =>
    ((right - part) * (one.whole - part)) / ((part + 1) * (other.whole - right + part + 1));
  const mode = Math.min(most, Math.max(least, Math.floor(((right + 1) * (one.whole + 1)) / (all + 2))));
  const likelihoods = new Float64Array(most - least + 1);
  likelihoods[mode - least] = 1;
  for (let part = mode; part < most; part++) {
    likelihoods[part + 1 - least] = (likelihoods[part - least] ?? 0) * up(part);
  }
  for (let part = mode; part > least; part--) {
    likelihoods[part - 1 - least] = (likelihoods[part - least] ?? 0) / up(part - 1);
  }
  const limit = (likelihoods[one.part - least] ?? 0) * EQUALLY_LIKELY;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return sum(likelihoods.filter((value) => value <= limit)) / sum(likelihoods);
}
