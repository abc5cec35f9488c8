import { sha256 } from '../../fingerprint.ts';
import type { Prompt } from '../../records.ts';

/** The letters of fixed prompts. */
export const LETTERS: readonly string[] = ['A', 'B', 'C', 'D'];

/** A prompt that is no exam's; `space` is what stands before a letter when it is written after it. */
export function fixedPrompt(text: string, space = ''): Prompt {
  return {
    questionId: 'fixed',
    recipe: 'verify',
    text,
    sha256: sha256(text),
    shotIds: [],
    shotsAsked: 0,
    shotsUsed: 0,
    letters: LETTERS,
    continuations: LETTERS.map((letter) => `${space}${letter}`),
  };
}
