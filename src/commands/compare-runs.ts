import type { JournalEntry } from '../records.ts';
import type { ComparisonReport } from '../report/comparison-report.ts';
import { assertComparable } from '../results/comparable.ts';
import { compareExam, ROUNDS } from '../scoring/compare-exam.ts';
import { examsMissing } from './chosen-exams.ts';
import { coveredExam } from './covered-exam.ts';
import { runFacts } from './run-report.ts';
import type { StoredRun } from './stored-run.ts';

/**
 * Two runs' answers to the same questions, exam by exam of those that both have, in A's order.
 * Throws InputError where the runs are not of the same questions, asked alike.
 */
export function compareRuns(
  a: StoredRun,
  b: StoredRun,
  { alpha, maxUncompared }: Pick<ComparisonReport, 'alpha' | 'maxUncompared'>,
): ComparisonReport {
  assertComparable(a.record, b.record);
  const exams = a.record.benchmarks.flatMap((covered) => {
    const inB = b.record.benchmarks.find(({ benchmark }) => benchmark === covered.benchmark);
    if (inB === undefined) return [];
    const onlyInB = inB.subjects.filter(
      ({ subject }) => !covered.subjects.some((one) => one.subject === subject),
    );
    const { benchmark, recipe, notes } = coveredExam(a.record, covered);
    const own = ({ id }: JournalEntry): boolean => id.startsWith(`${covered.benchmark}/`);
    return compareExam({
      benchmark,
      recipe,
      selected: [...covered.subjects, ...onlyInB],
      a: a.entries.filter(own),
      b: b.entries.filter(own),
      alpha,
      notes,
    });
  });
  return {
    a: runFacts(a.record),
    b: runFacts(b.record),
    alpha,
    maxUncompared,
    rounds: ROUNDS,
    onlyInA: examsMissing(b.record, a.record),
    onlyInB: examsMissing(a.record, b.record),
    exams,
  };
}
