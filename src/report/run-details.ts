import type { BenchmarkId, RecordedLetters } from '../records.ts';
import type { RunReport } from './run-report.ts';

/** A model by its hashes, null in an imported run. */
export interface HashedModel {
  readonly name: string;
  readonly sha256: string | null;
  readonly tokenizerSha256: string | null;
}

/** The log that a run was read from. */
export interface ImportedFrom {
  readonly source: 'lm-eval' | 'opencompass';
  /** Version of the harness, or null where the log does not tell. */
  readonly version: string | null;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** The machine that a run or a shard ran on. */
export interface HostDetails {
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly onnxruntime: string | null;
}

/** The shards that a run was merged from. */
export interface MergedFrom {
  readonly of: number;
  readonly shards: readonly { readonly index: number; readonly host: HostDetails }[];
}

/** Which shards a run was merged from, as `shards 1, 2 and 4 of 4`. */
export function mergeText({ of, shards }: MergedFrom): string {
  const numbers = shards.map(({ index }) => String(index));
  const last = numbers.pop() ?? 'none';
  return numbers.length === 0
    ? `shard ${last} of ${of}`
    : `shards ${numbers.join(', ')} and ${last} of ${of}`;
}

/** A hash for people. */
export function hashText(hash: string | null): string {
  return hash ?? 'not known (imported)';
}

/** Whose log a run was read from. */
export function importText({ source, version, files }: ImportedFrom): string {
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return `${source}${version === null ? '' : ` ${version}`}, ${count}`;
}

/** What the numbers of a run can be traced to; a run's record has all of it. */
export interface RunDetails {
  readonly id: string;
  /** Version of fiveshot. */
  readonly version: string;
  readonly recipe: string;
  readonly model: HashedModel;
  readonly precision: string;
  /** Present where the answers were read from another harness's log. */
  readonly imported?: ImportedFrom;
  readonly benchmarks: readonly ExamDetails[];
  readonly settings: {
    readonly shots: number;
    readonly limit: number | null;
    readonly maxTokens: number | null;
    readonly reuse: boolean;
  };
  /** Present where the folder has a part of the run. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Present where the run was merged from shards. */
  readonly merged?: MergedFrom;
  /** Null in a merged run, whose shards have one each. */
  readonly host: HostDetails | null;
  /** ISO 8601; finished is null while a run is under way or was interrupted. */
  readonly started: string;
  readonly finished: string | null;
}

/** What an exam of a run was read from and asked with. */
export interface ExamDetails {
  readonly benchmark: BenchmarkId;
  readonly letterRule: RecordedLetters;
  readonly letterIds: Readonly<Record<string, readonly number[]>>;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** One run, ready to be shown with all that it can be traced to. */
export interface DetailedRun extends RunReport {
  readonly details: RunDetails;
}
