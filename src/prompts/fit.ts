import { InputError } from '../errors.ts';
import type { Overflow } from '../recipes/recipe.ts';
import type { Prompt } from '../records.ts';
import type { ExamPrompt } from './exam-prompts.ts';

/** How long a prompt may be and what gives way when it is longer. */
export interface Room {
  /** Most tokens a prompt may have, at least 1; the letter is not in it. */
  readonly limit: number;
  readonly rule: Overflow['rule'];
}

/** A prompt that fits, as it is scored. */
export interface FittedPrompt {
  readonly prompt: Prompt;
  /** Token ids to score: those of the prompt's text, less `tokensCut` on the left. */
  readonly ids: readonly number[];
  readonly tokensCut: number;
}

/**
 * Makes a prompt fit: drops shots from the end, as hendrycks/test's evaluate.py does (clamped at
 * no shot where the script never ends), and cuts tokens on the left from what is still too long; or cuts at once,
 * as lm-eval does. `encode` gives the ids of a whole prompt, special tokens included; it runs once where the
 * prompt fits.
 * Throws InputError where the limit leaves no token.
 */
export function fit(
  source: Pick<ExamPrompt, 'shotIds' | 'render'>,
  encode: (text: string) => readonly number[],
  room: Room,
): FittedPrompt {
  if (!Number.isInteger(room.limit) || room.limit < 1) {
    throw new InputError(
      `A prompt may have ${room.limit} tokens; the limit must be a whole number from 1 on.`,
    );
  }
  let shots = source.shotIds.length;
  let prompt = source.render(shots);
  let ids = encode(prompt.text);
  while (room.rule === 'drop-shots' && ids.length > room.limit && shots > 0) {
    shots--;
    prompt = source.render(shots);
    ids = encode(prompt.text);
  }
  const tokensCut = Math.max(0, ids.length - room.limit);
  return { prompt, ids: tokensCut === 0 ? ids : ids.slice(tokensCut), tokensCut };
}
