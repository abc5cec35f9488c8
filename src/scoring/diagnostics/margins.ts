import type { Margins } from '../../records.ts';
import type { DiagnosedEntry } from './diagnosed-entry.ts';
import { spreadOf } from './spread.ts';
import { ENGINE_NOISE, NEAR_TIE } from './thresholds.ts';

type MarginEntry = Pick<DiagnosedEntry, 'outcome' | 'gold' | 'scores' | 'margin' | 'tie'>;

/** How far ahead the choices are, and which of them another engine could make otherwise. Null where none has a margin. */
export function margins(entries: readonly MarginEntry[], letters: readonly string[]): Margins | null {
  const own = entries.filter(hasMargin);
  if (own.length === 0) return null;
  const { low, median, high } = spreadOf(own.map(({ margin }) => margin));
  const shaky = own.filter(({ margin }) => margin <= ENGINE_NOISE);
  return {
    questions: own.length,
    low,
    median,
    high,
    ties: own.filter(({ tie }) => tie).length,
    nearTie: NEAR_TIE,
    nearTies: own.filter(({ margin }) => margin <= NEAR_TIE).length,
    noise: ENGINE_NOISE,
    couldFlip: shaky.length,
    couldLose: shaky.filter(({ outcome }) => outcome === 'right').length,
    couldGain: shaky.filter((entry) => entry.outcome === 'wrong' && goldIsWithinNoise(entry, letters)).length,
  };
}

function hasMargin(entry: MarginEntry): entry is MarginEntry & { readonly margin: number } {
  return entry.margin !== null;
}

/** A wrong choice becomes right only where the answer's own letter is that near to the top. */
function goldIsWithinNoise({ gold, scores }: MarginEntry, letters: readonly string[]): boolean {
  const score = gold === null ? undefined : scores[letters.indexOf(gold)];
  return score !== undefined && Math.max(...scores) - score <= ENGINE_NOISE;
}
