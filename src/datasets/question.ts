import { sha256 } from '../fingerprint.ts';
import type { Question } from '../records.ts';

export interface QuestionParts {
  /** `benchmark/subject/split`. */
  readonly set: string;
  /** 0-based row in the source file, before any filter. */
  readonly index: number;
  readonly passage: string | null;
  readonly stem: string;
  readonly options: readonly string[];
  /** The options as stored, where `options` were cleaned of their letters. */
  readonly storedOptions?: readonly string[];
  readonly answer: string | null;
}

/** The letters of a four-option question, the only kind that the four exams score. */
export const FOUR_LETTERS = Object.freeze(['A', 'B', 'C', 'D'] as const);

type FourLetter = (typeof FOUR_LETTERS)[number];

/** True for exactly one of the letters A to D. */
export function isFourLetter(value: unknown): value is FourLetter {
  return typeof value === 'string' && /^[A-D]$/.test(value);
}

/** Makes a four-option question's record, with its id and the hash by which repetitions are found. */
export function makeQuestion(parts: QuestionParts): Question {
  const { set, index, passage, stem, options, storedOptions = options, answer } = parts;
  return Object.freeze({
    id: `${set}/${index}`,
    passage,
    stem,
    options: Object.freeze(options),
    letters: FOUR_LETTERS,
    answer,
    contentHash: contentHash(passage, stem, storedOptions),
  });
}

/**
 * SHA-256 over the trimmed passage, question and stored options: records with the same hash ask the same, and
 * one of them is not scored where the other is a shot (AGIEval and GAOKAO-Bench have repetitions).
 */
function contentHash(passage: string | null, stem: string, options: readonly string[]): string {
  const texts = [(passage ?? '').trim(), stem.trim(), options.map((option) => option.trim())];
  return sha256(JSON.stringify(texts));
}
