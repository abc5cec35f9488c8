import type { JournalEntry } from '../records.ts';
import { choose } from './judge.ts';

/** What of a journal entry follows from its scores. */
export type ChosenEntry = Pick<JournalEntry, 'chosen' | 'scores' | 'probabilities' | 'margin' | 'tie'>;

/** How far a margin or probability may be from what its scores give: other programs round, and exp may differ in its last bits. */
const ROUNDING = 1e-6;

/**
 * How an entry contradicts its own scores, for the end of a message; null where it does not. Where a journal leaves out the
 * scores, nothing may be there that follows from them but the letter; it may leave out margin and probabilities by themselves.
 */
export function entryFault(
  { chosen, scores, probabilities, margin, tie }: ChosenEntry,
  letters: readonly string[],
): string | null {
  if (scores.length === 0) {
    const bare = probabilities.length === 0 && margin === null && !tie;
    return bare ? null : 'it has no scores, and a margin, a tie or probabilities';
  }
  if (scores.length > letters.length) return `it has ${scores.length} scores for ${letters.length} letters`;
  const made = choose(scores, letters);
  if (chosen !== made.chosen) {
    return `chosen is ${chosen ?? 'null'}, and the highest score is that of ${made.chosen ?? 'none'}`;
  }
  if (tie !== made.tie) return `tie is ${tie}, and its highest scores are ${made.tie ? '' : 'not '}equal`;
  if (margin !== null && !isNear(margin, made.margin)) {
    return `margin is ${margin}, and its scores give ${made.margin ?? 'none'}`;
  }
  if (probabilities.length === 0) return null;
  if (probabilities.length !== scores.length) return `it has ${probabilities.length} probabilities`;
  const wrong = probabilities.findIndex((one, index) => !isNear(one, made.probabilities[index]));
  return wrong === -1
    ? null
    : `probabilities.${wrong} is ${probabilities[wrong]}, and its scores give ${made.probabilities[wrong]}`;
}

function isNear(value: number, made: number | null | undefined): boolean {
  return typeof made === 'number' && Math.abs(value - made) <= ROUNDING * Math.max(1, Math.abs(made));
}
