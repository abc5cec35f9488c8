import type { BenchmarkId, Summary } from '../../records.ts';
import type { DetailedRun } from '../run-details.ts';

/** The name that a run has throughout a page. */
interface Labelled {
  /** The model's name, with the run's id where another run has the same. */
  readonly label: string;
}

export type LabelledRun = DetailedRun & Labelled;

/** Names runs so that no two have the same name. */
export function labelRuns<Run extends DetailedRun>(runs: readonly Run[]): (Run & Labelled)[] {
  const names = runs.map(({ facts }) => facts.model);
  return runs.map((run) => {
    const { model, id } = run.facts;
    const shared = names.filter((name) => name === model).length > 1;
    return { ...run, label: shared ? `${model} (${id})` : model };
  });
}

/** An exam with every run of it. */
export interface ExamRuns {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly summary: Summary }[];
}

/** The exams that runs are of, in the order in which the runs name them. */
export function examsOf(runs: readonly LabelledRun[]): ExamRuns[] {
  const benchmarks = new Set(runs.flatMap(({ summaries }) => summaries.map((one) => one.benchmark)));
  return [...benchmarks].map((benchmark) => {
    const rows = runs.flatMap(({ label, summaries }) =>
      summaries.filter((one) => one.benchmark === benchmark).map((summary) => ({ label, summary })),
    );
    return { benchmark, title: rows[0]?.summary.title ?? benchmark, rows };
  });
}
