import type { BenchmarkId } from '../records.ts';
import type { RunReport } from './run-report.ts';

/** What other programs' formats tell of an exam beside its summary. */
interface SharedExam {
  /** Name of the column over the whole exam. */
  readonly average: string;
  /** The data set as it is called where people look for it. */
  readonly dataset: string;
  /** Whether the questions are fiveshot's samples. */
  readonly samples: boolean;
}

/** A run for the formats of other programs. */
export interface SharedRun extends RunReport {
  /** Version of fiveshot. */
  readonly version: string;
  readonly modelSha256: string | null;
  readonly tokenizerSha256: string | null;
  /** Whose log the run was imported from; null for a run of fiveshot's own. */
  readonly importedFrom: 'lm-eval' | 'opencompass' | null;
  /** ISO 8601. */
  readonly started: string;
  readonly exams: Readonly<Partial<Record<BenchmarkId, SharedExam>>>;
}
