import type { PairCounts } from '../../records.ts';
import { questionsOf } from '../pair-counts.ts';
import type { Random } from './random.ts';

/** Sums of the same terms in another order may differ in their last bits; they are ties. */
const TIE = 1e-12;

/**
 * A paired test of a mean of subjects' differences, two-sided: which of two models a question favours is drawn anew,
 * heads or tails, for every question that only one of them got right, and p is how often the mean is at least as far
 * from 0 as the one found. It is McNemar's test with each question weighted as in the mean: with one subject the two
 * agree. The round found counts too, so that p is never 0 (Phipson and Smyth, Statistical Applications in Genetics and
 * Molecular Biology 9, 2010, 39). No stratum may be empty.
 */
export function signFlipTest(
  strata: readonly PairCounts[],
  { random, rounds }: { readonly random: Random; readonly rounds: number },
): number {
  const found = strata.reduce((sum, pairs) => sum + (pairs.onlyB - pairs.onlyA) / questionsOf(pairs), 0);
  const differing = strata.filter(({ onlyA, onlyB }) => onlyA + onlyB > 0);
  let asFar = 1;
  for (let round = 0; round < rounds; round++) {
    const sum = differing.reduce((total, pairs) => total + flipped(pairs, random) / questionsOf(pairs), 0);
    if (Math.abs(sum) >= Math.abs(found) - TIE) asFar++;
  }
  return asFar / (rounds + 1);
}

/** Heads less tails over the questions that only one got right. */
function flipped({ onlyA, onlyB }: PairCounts, random: Random): number {
  let sum = 0;
  for (let question = onlyA + onlyB; question > 0; question--) sum += random() < 0.5 ? 1 : -1;
  return sum;
}
