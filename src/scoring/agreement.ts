import type { QuestionId, Verdict } from '../records.ts';

/** What another implementation says of a question, with the same weights, prompt and letters. */
export interface ReferenceAnswer {
  readonly scores: readonly number[];
  readonly chosen: string;
}

/** How near one question's scores are to the reference's. */
export interface QuestionAgreement {
  readonly questionId: QuestionId;
  /** Largest absolute difference of a letter's score; NaN where one of the two has none. */
  readonly difference: number;
  /** Another letter is chosen. */
  readonly changed: boolean;
  /** By how much the reference prefers its letter to the next. */
  readonly margin: number;
}

/** How near the scores of many questions are to the reference's. */
export interface Agreement {
  readonly questions: number;
  /** The largest, or NaN once there is one. */
  readonly difference: number;
  readonly changed: number;
  /** Of these, how many have a margin in the reference above `CLEAR_MARGIN`. */
  readonly changedClearly: number;
}

/** Twice the default tolerance: within it, scores can't change an answer whose margin is larger. */
export const CLEAR_MARGIN = 2e-3;

/** Compares one question's scores, and what was chosen by them, with the reference's. */
export function agreementOf(
  scores: readonly number[],
  { questionId, chosen }: Pick<Verdict, 'questionId' | 'chosen'>,
  reference: ReferenceAnswer,
): QuestionAgreement {
  const pairs = Math.max(scores.length, reference.scores.length);
  const differences = Array.from({ length: pairs }, (_, index) =>
    Math.abs((scores[index] ?? Number.NaN) - (reference.scores[index] ?? Number.NaN)),
  );
  const [first = 0, second = 0] = reference.scores.toSorted((a, b) => b - a);
  return {
    questionId,
    difference: Math.max(...differences),
    changed: chosen !== reference.chosen,
    margin: first - second,
  };
}

/** Sums up questions. */
export function sumAgreement(questions: readonly QuestionAgreement[]): Agreement {
  const changed = questions.filter((one) => one.changed);
  return {
    questions: questions.length,
    difference: questions.reduce((largest, { difference }) => Math.max(largest, difference), 0),
    changed: changed.length,
    changedClearly: changed.filter(({ margin }) => margin > CLEAR_MARGIN).length,
  };
}
