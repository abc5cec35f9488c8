import type { Outcome, Summary } from '../records.ts';
import type { CountedBenchmark, CountingRule } from './aggregate.ts';
import { summariseGroups } from './groups.ts';

/**
 * How a summary that was read from a file differs from what its own subjects give under its recipe, for the end of a
 * message: an average over other subjects, or one that was changed by hand. Null where it does not.
 */
export function summaryFault(
  { title, groups, subjects }: Summary,
  benchmark: CountedBenchmark,
  recipe: CountingRule,
): string | null {
  if (title !== benchmark.title) return `it is titled '${title}', not '${benchmark.title}'`;
  for (const made of summariseGroups({ benchmark, recipe, subjects })) {
    const stored = groups.find((one) => one.name === made.name && one.onCard === made.onCard);
    if (stored === undefined) return `it has no '${made.name}'`;
    if (!sameNumber(stored.accuracy, made.accuracy)) {
      return `its '${made.name}' is ${stored.accuracy ?? 'unknown'}, and its subjects give ${made.accuracy ?? 'none'}`;
    }
    const outcome = OUTCOMES.find((one) => stored.counts[one] !== made.counts[one]);
    if (outcome !== undefined) {
      return `its '${made.name}' counts ${stored.counts[outcome]} ${outcome}, and its subjects ${made.counts[outcome]}`;
    }
    const same =
      stored.rule === made.rule &&
      stored.scored === made.scored &&
      stored.total === made.total &&
      stored.subjects.join('\n') === made.subjects.join('\n');
    if (!same) return `its '${made.name}' has another rule or other subjects or questions`;
  }
  return null;
}

const OUTCOMES: readonly Outcome[] = ['right', 'wrong', 'unanswerable', 'failed', 'unlabelled'];

/** Up to the last bits, which another version may add up otherwise. */
function sameNumber(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < 1e-12;
}
