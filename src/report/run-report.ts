import type { BenchmarkId, RecordedLetters, Summary } from '../records.ts';

/** What a table says of the run behind a row. */
export interface RunFacts {
  readonly id: string;
  /** Name of the model, as the row is to be called. */
  readonly model: string;
  readonly precision: string;
  /** The letter rule that was used, by benchmark. */
  readonly letters: Readonly<Partial<Record<BenchmarkId, RecordedLetters>>>;
  /** Shots asked for. */
  readonly shots: number;
  /** Most tokens a prompt where it was asked for, or null for the recipe's rule. */
  readonly maxTokens: number | null;
  /** Most questions a subject, or null for all. */
  readonly limit: number | null;
}

/** One run, ready to be shown. */
export interface RunReport {
  readonly facts: RunFacts;
  readonly summaries: readonly Summary[];
}
