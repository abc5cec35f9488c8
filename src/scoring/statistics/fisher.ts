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
  /** How much likelier one more right answer in the first is than `part`. */
  const up = (part: number): number =>
    ((right - part) * (one.whole - part)) / ((part + 1) * (other.whole - right + part + 1));
  // From the likeliest up, then from the one below it down.
  const mode = Math.min(most, Math.max(least, Math.floor(((right + 1) * (one.whole + 1)) / (all + 2))));
  const likelihoods = [1];
  for (let part = mode, last = 1; part < most; part++) likelihoods.push((last *= up(part)));
  const above = likelihoods.length;
  for (let part = mode, last = 1; part > least; part--) likelihoods.push((last /= up(part - 1)));
  const found = one.part < mode ? above + mode - one.part - 1 : one.part - mode;
  const limit = (likelihoods[found] ?? 0) * EQUALLY_LIKELY;
  let [unlikely, whole] = [0, 0];
  for (const likelihood of likelihoods) {
    whole += likelihood;
    if (likelihood <= limit) unlikely += likelihood;
  }
  return unlikely / whole;
}
