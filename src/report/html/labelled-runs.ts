import type { BenchmarkId, Summary } from '../../records.ts';
import { byExam } from '../by-exam.ts';
import { distinctNames } from '../distinct-names.ts';
import type { DetailedRun } from '../run-details.ts';

/** The name that a run has throughout a page. */
interface Labelled {
  /** The model's name, with the run's id where another run has the same. */
  readonly label: string;
}

export type LabelledRun = DetailedRun & Labelled;

/** Names runs so that no two have the same name. */
export function labelRuns<Run extends DetailedRun>(runs: readonly Run[]): (Run & Labelled)[] {
  return distinctNames(runs).map((run) => Object.assign({}, run, { label: run.facts.model }));
}

/** An exam with every run of it. */
export interface ExamRuns {
  /** Its part of an element's id, unique on the page. */
  readonly id: string;
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly summary: Summary }[];
}

/** The exams that runs are of, in the order in which the runs name them; samples by themselves. */
export function examsOf(runs: readonly LabelledRun[]): ExamRuns[] {
  const exams = byExam(runs);
  return exams.map(({ benchmark, title, rows }, index) => {
    const repeated = exams.slice(0, index).some((one) => one.benchmark === benchmark);
    return {
      id: repeated ? `${benchmark}-${index}` : benchmark,
      benchmark,
      title,
      rows: rows.map(({ run, summary }) => ({ label: run.label, summary })),
    };
  });
}
