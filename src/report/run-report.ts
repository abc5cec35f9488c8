import type { BenchmarkId, Interval, RecordedLetters, Summary } from '../records.ts';

/** Answers that differ from those in fp32. */
interface SampledFlips {
  /** Questions that were asked in both. */
  readonly questions: number;
  readonly flips: number;
  /** Of these, how many where fp32 prefers its letter by more than 0.5. */
  readonly sure: number;
  /** 95 % interval of the share of all questions. */
  readonly interval: Interval;
}

/** What a table says of the run behind a row. */
export interface RunFacts {
  readonly id: string;
  /** Name of the model, as the row is to be called. */
  readonly model: string;
  readonly precision: string;
  /** How many answers of a sample differ from those in fp32; absent where none was compared. */
  readonly flips?: SampledFlips;
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
