import type { LetterRates } from '../../records.ts';
import { type DiagnosedEntry, isScored } from './diagnosed-entry.ts';

/** How often each letter was chosen, was the answer, and was both; one record a letter, in their order. */
export function letterRates(
  entries: readonly Pick<DiagnosedEntry, 'chosen' | 'gold' | 'outcome'>[],
  letters: readonly string[],
): LetterRates[] {
  const answered = entries.filter(({ chosen }) => chosen !== null);
  const scored = entries.filter(isScored);
  return letters.map((letter) => {
    const picked = answered.filter(({ chosen }) => chosen === letter).length;
    const gold = scored.filter((entry) => entry.gold === letter).length;
    return {
      letter,
      picked,
      pickRate: answered.length === 0 ? null : picked / answered.length,
      gold,
      goldRate: scored.length === 0 ? null : gold / scored.length,
      right: scored.filter(({ chosen, outcome }) => chosen === letter && outcome === 'right').length,
    };
  });
}
