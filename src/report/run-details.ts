import type { BenchmarkId, LetterRule } from '../records.ts';
import type { RunReport } from './run-report.ts';

/** What the numbers of a run can be traced to; a run's record has all of it. */
export interface RunDetails {
  readonly id: string;
  /** Version of fiveshot. */
  readonly version: string;
  readonly recipe: string;
  readonly model: { readonly name: string; readonly sha256: string; readonly tokenizerSha256: string };
  readonly precision: string;
  readonly benchmarks: readonly ExamDetails[];
  readonly settings: {
    readonly shots: number;
    readonly limit: number | null;
    readonly maxTokens: number | null;
    readonly reuse: boolean;
  };
  readonly host: {
    readonly os: string;
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly onnxruntime: string | null;
  };
  /** ISO 8601; finished is null while a run is under way or was interrupted. */
  readonly started: string;
  readonly finished: string | null;
}

/** What an exam of a run was read from and asked with. */
export interface ExamDetails {
  readonly benchmark: BenchmarkId;
  readonly letterRule: LetterRule;
  readonly letterIds: Readonly<Record<string, readonly number[]>>;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** One run, ready to be shown with all that it can be traced to. */
export interface DetailedRun extends RunReport {
  readonly details: RunDetails;
}
