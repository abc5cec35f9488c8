import { FormatError } from '../../errors.ts';
import { generatedLetter } from '../generated-letter.ts';
import { LETTERS, type LoggedAnswer } from '../logged.ts';

/** Context and continuation, as far as the log has them. */
export type Request = readonly unknown[];

/**
 * What the responses of a sample say: a pair of log-likelihood and greediness a letter, or one text that the model wrote.
 * Throws FormatError where they are neither.
 */
export function answerOf(
  responses: readonly unknown[],
  { requests, place }: { readonly requests: readonly Request[]; readonly place: string },
): LoggedAnswer {
  const [only] = responses;
  if (responses.length === 1 && typeof only === 'string') {
    return { kind: 'generated', letter: generatedLetter(only) };
  }
  const scores = responses.map((response) => numberOf(Array.isArray(response) ? response[0] : response));
  const fault = scores.findIndex((score) => score === null);
  if (fault !== -1) {
    throw new FormatError(
      `${place}: filtered_resps.${fault} is no log-likelihood, and no text that a model wrote.`,
    );
  }
  const continuations = requests.map(([, continuation]) => continuation);
  const optionTexts = continuations.some(
    (one, index) => typeof one === 'string' && one.trim() !== LETTERS[index],
  );
  return { kind: 'logprob', scores: scores.map(Number), optionTexts };
}

/** Newer versions write numbers as Python's texts of them, `-inf` among them. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value === '-inf') return -Infinity;
  if (value === 'inf') return Infinity;
  if (value === 'nan') return Number.NaN;
  return typeof value === 'string' && /^-?\d+(\.\d*)?(e[-+]?\d+)?$/i.test(value) ? Number(value) : null;
}

/** The place of the letter (`2`, `[2]`) or the letter itself; null for other forms. */
export function goldOf(target: unknown): string | null {
  const one: unknown = Array.isArray(target) && target.length === 1 ? target[0] : target;
  if (typeof one === 'number') return LETTERS[one] ?? null;
  if (typeof one !== 'string') return null;
  const place = /^\[?(\d)\]?$/.exec(one.trim())?.[1];
  if (place !== undefined) return LETTERS[Number(place)] ?? null;
  return /^\(?([A-D])\)?$/.exec(one.trim())?.[1] ?? null;
}
