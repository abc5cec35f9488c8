import type { BenchmarkId, Summary } from '../records.ts';
import type { RunReport } from './run-report.ts';

/** An exam with every run of it. */
interface ExamOf<Run> {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  readonly rows: readonly { readonly run: Run; readonly summary: Summary }[];
}

/**
 * The exams that runs are of, in the order in which the runs name them. fiveshot's sample questions are an exam of their
 * own, which its title tells: a score on them has no place beside one on the exam.
 */
export function byExam<Run extends RunReport>(runs: readonly Run[]): ExamOf<Run>[] {
  const rows = runs.flatMap((run) => run.summaries.map((summary) => ({ run, summary })));
  const titles = new Map(rows.map(({ summary }) => [summary.title, summary.benchmark]));
  return [...titles].map(([title, benchmark]) => ({
    benchmark,
    title,
    rows: rows.filter(({ summary }) => summary.title === title),
  }));
}
