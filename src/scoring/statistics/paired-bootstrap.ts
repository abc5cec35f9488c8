import type { Interval, PairCounts } from '../../records.ts';
import { addPairs, questionsOf } from '../pair-counts.ts';
import { quantile } from './quantile.ts';
import type { Random } from './random.ts';

/**
 * The 95 % percentile interval of how much better B is than A, in mean of the strata's differences: questions are drawn
 * again, with both answers, within each stratum (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, 13.3).
 *
 * A stratum of n questions draws n - 1, which leaves its variance unbiased (Rao and Wu, JASA 83, 1988, 231-241). Strata
 * of one question, which have no variance of their own, draw from each other; with no other such stratum it stays as it is.
 * No stratum may be empty. NaN where there is none.
 */
export function pairedBootstrap(
  strata: readonly PairCounts[],
  { random, rounds }: { readonly random: Random; readonly rounds: number },
): Interval {
  const drawn = resampledTogether(strata);
  const differences = Float64Array.from({ length: rounds }, () =>
    drawn.reduce((sum, { pairs, weight }) => sum + weight * meanOfDraws(pairs, random), 0),
  ).toSorted();
  return { low: quantile(differences, 0.025), high: quantile(differences, 0.975) };
}

interface Resampled {
  readonly pairs: PairCounts;
  /** The share of the mean that these questions have. */
  readonly weight: number;
}

function resampledTogether(strata: readonly PairCounts[]): Resampled[] {
  const own = strata.filter((pairs) => questionsOf(pairs) > 1);
  const single = strata.filter((pairs) => questionsOf(pairs) === 1);
  return [
    ...own.map((pairs) => ({ pairs, weight: 1 / strata.length })),
    ...(single.length === 0 ? [] : [{ pairs: addPairs(single), weight: single.length / strata.length }]),
  ];
}

/** The mean difference of one draw; which of the equal questions are drawn does not matter, so only counts are kept. */
function meanOfDraws(pairs: PairCounts, random: Random): number {
  const questions = questionsOf(pairs);
  const draws = Math.max(1, questions - 1);
  const differing = pairs.onlyB + pairs.onlyA;
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const question = random() * questions;
    if (question < differing) sum += question < pairs.onlyB ? 1 : -1;
  }
  return sum / draws;
}
