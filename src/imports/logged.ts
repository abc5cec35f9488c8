import type { BenchmarkId, QuestionId, Split } from '../records.ts';

/** Which part of which exam a log is of, as its file's name says. */
export interface LoggedTask {
  readonly benchmark: BenchmarkId;
  readonly subject: string;
  /** Null where the name leaves it to the questions' own ids. */
  readonly split: Split | null;
  /** Whether the questions are fiveshot's samples. */
  readonly samples: boolean;
}

/** What a log tells of a model's answer to one question. */
export type LoggedAnswer =
  /** A natural log-probability a letter, or, with `optionTexts`, of the options' whole texts. */
  | { readonly kind: 'logprob'; readonly scores: readonly number[]; readonly optionTexts: boolean }
  /** The mean natural-log loss a token of the whole text with each letter, negated so that the highest is the choice. */
  | { readonly kind: 'loss'; readonly scores: readonly number[] }
  /** The letter in a text that the model wrote, or null where there is none. */
  | { readonly kind: 'generated'; readonly letter: string | null };

/** One question of a log. */
export interface LoggedQuestion {
  /** File and line or key, for messages. */
  readonly place: string;
  /** 0-based place in the set that was asked. */
  readonly row: number;
  /** fiveshot's own id, in a log that it wrote; else null. */
  readonly id: QuestionId | null;
  /** All texts of the log that hold the question and its options; empty where it has none. */
  readonly text: string;
  readonly promptSha256: string;
  readonly answer: LoggedAnswer;
  /** The right letter, and whether the log counts the answer as right; null where it does not tell. */
  readonly gold: string | null;
  readonly right: boolean | null;
}

/** An exam with its subjects, for the names of tasks. */
export interface NamedExam {
  readonly id: BenchmarkId;
  readonly subjects: readonly { readonly id: string }[];
}

/** The letters of every exam, `A` first. */
export const LETTERS = ['A', 'B', 'C', 'D'];
