import type { ComparedAverage, ExamComparison, UncomparedCounts } from '../records.ts';
import { formatPercent } from './percent.ts';

/** What a comparison of an exam comes to, as a sentence without the exam's name. */
export function comparisonSentence({ average, averageOver, decimals }: ExamComparison): string {
  if (average === null) return 'no question was scored in both runs, so nothing can be said.';
  const { difference, interval, p, pairs, finding, compared } = average;
  const over = comparedText(average, averageOver);
  if (pairs.onlyA + pairs.onlyB === 0) {
    return `A and B are right on the same ${pairs.both} questions, ${over}${caveat(average)}.`;
  }
  const points = formatPercent(Math.abs(difference), decimals);
  const better = difference > 0 ? 'better' : 'worse';
  const found = difference === 0 ? 'A and B are equal' : `B is ${points} points ${better} than A`;
  const bounds = `${signedPoints(interval.low, decimals)} to ${signedPoints(interval.high, decimals)}`;
  return `${found}, ${over}, 95 % interval ${bounds}; ${pText(p)}: ${meaning(finding, compared)}${caveat(average)}.`;
}

/** How many of the exam's questions a comparison is over. */
export function comparedText({ compared, total, subjects }: ComparedAverage, averageOver: number): string {
  const part = subjects.length === averageOver ? '' : ` in ${subjects.length} of ${averageOver} subjects`;
  return `over ${compared} of ${total} questions${part}`;
}

/** How many questions that were asked were not compared. */
export function uncomparedText({ compared, uncompared }: ComparedAverage): string {
  return `${uncompared} of ${compared + uncompared} questions that were asked were not compared`;
}

function caveat(average: ComparedAverage): string {
  return average.uncompared === 0 ? '' : `; but ${uncomparedText(average)}`;
}

function meaning(finding: ComparedAverage['finding'], questions: number): string {
  return finding === 'undecided'
    ? `no difference that ${questions} questions can show`
    : 'unlikely to be noise';
}

/** A difference of accuracies in percentage points with its sign, `-2.1` or `+0.4`; what rounds to 0 has none. */
export function signedPoints(difference: number, decimals: number): string {
  const points = formatPercent(Math.abs(difference), decimals);
  if (Number(points) === 0) return points;
  return `${difference < 0 ? '-' : '+'}${points}`;
}

/** `p = 0.0123`, or `p < 0.0001`. */
function pText(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${pNumber(p)}`;
}

/** A p value alone, for a table's cell. */
export function pCell(p: number): string {
  return p < 0.0001 ? '< 0.0001' : pNumber(p);
}

/** Three digits below 0.1, where a reader compares it with an alpha; two above. */
function pNumber(p: number): string {
  return String(Number(p.toPrecision(p < 0.1 ? 3 : 2)));
}

/** Why questions were not compared, or null where all were. */
export function uncomparedRemark(all: readonly UncomparedCounts[]): string | null {
  const count = (reason: keyof UncomparedCounts): number =>
    all.reduce((sum, counts) => sum + counts[reason], 0);
  const parts = [
    [count('onlyInA'), 'only in A'],
    [count('onlyInB'), 'only in B'],
    [count('failed'), 'failed'],
    [count('unanswerable'), 'unanswerable'],
    [count('unlabelled'), 'without an answer in the data'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, reason]) => `${number} ${reason}`);
  return parts.length === 0 ? null : `questions not compared: ${parts.join(', ')}`;
}
