import type { JournalEntry } from '../records.ts';
import type { ExplanationReport } from '../report/explanation-report.ts';
import { assertSameQuestions } from '../results/comparable.ts';
import type { RunRecord } from '../results/run-record.ts';
import { explainExam, type ExplainedRun } from '../scoring/explain-exam.ts';
import { examsMissing } from './chosen-exams.ts';
import { coveredExam } from './covered-exam.ts';
import { runFacts } from './run-report.ts';
import type { StoredRun } from './stored-run.ts';

/**
 * Why two runs have different averages, exam by exam of those that both have, in A's order.
 * Throws InputError where the runs are not of the same questions.
 */
export function explainRuns(a: StoredRun, b: StoredRun): ExplanationReport {
  assertSameQuestions(a.record, b.record);
  const exams = a.record.benchmarks.flatMap((inA) => {
    const inB = b.record.benchmarks.find(({ benchmark }) => benchmark === inA.benchmark);
    if (inB === undefined) return [];
    const { benchmark, notes } = coveredExam(a.record, inA);
    const { notes: notesOfB } = coveredExam(b.record, inB);
    return explainExam({
      benchmark,
      a: explainedRun(a, inA),
      b: explainedRun(b, inB),
      notes: [
        ...notes.filter((note) => notesOfB.includes(note)),
        ...notes.filter((note) => !notesOfB.includes(note)).map((note) => `A: ${note}`),
        ...notesOfB.filter((note) => !notes.includes(note)).map((note) => `B: ${note}`),
      ],
    });
  });
  return {
    a: runFacts(a.record),
    b: runFacts(b.record),
    onlyInA: examsMissing(b.record, a.record),
    onlyInB: examsMissing(a.record, b.record),
    exams,
  };
}

function explainedRun(
  { record, entries }: StoredRun,
  covered: RunRecord['benchmarks'][number],
): ExplainedRun {
  return {
    recipe: coveredExam(record, covered).recipe,
    selected: covered.subjects,
    entries: entries.filter(({ id }: JournalEntry) => id.startsWith(`${covered.benchmark}/`)),
    tokenizerSha256: record.model.tokenizerSha256,
    letterRule: covered.letterRule,
    letterIds: covered.letterIds,
  };
}
