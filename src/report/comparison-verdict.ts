import type { ExamComparison } from '../records.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { uncomparedText } from './comparison-words.ts';

/** What the gate says of an exam; of one that is undecided, why. */
export type ExamVerdict =
  { readonly verdict: 'passed' | 'worse' } | { readonly verdict: 'undecided'; readonly why: string };

/** Why nothing is decided of an exam that B lacks; what B has more is no reason. */
export function lackText(title: string): string {
  return `B has no ${title}, and A has: finish B, or name the exams to judge with --tasks`;
}

/**
 * Whether B may pass on an exam. What was not compared can hide a loss: a B that failed where it would have been wrong
 * looks better than it is, so that beyond the bound nothing is decided.
 */
export function examVerdict(
  { title, average }: ExamComparison,
  { maxUncompared }: Pick<ComparisonReport, 'maxUncompared'>,
): ExamVerdict {
  if (average === null) {
    return { verdict: 'undecided', why: `no question of ${title} was scored in both runs` };
  }
  if (average.finding === 'worse') return { verdict: 'worse' };
  const { compared, uncompared } = average;
  if (uncompared <= maxUncompared * (compared + uncompared)) return { verdict: 'passed' };
  const bound = `${Number((maxUncompared * 100).toPrecision(12))} %`;
  return {
    verdict: 'undecided',
    why: `${title}: ${uncomparedText(average)}, more than ${bound}`,
  };
}
