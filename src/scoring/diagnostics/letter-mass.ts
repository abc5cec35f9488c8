import type { LetterMass } from '../../records.ts';
import type { DiagnosedEntry } from './diagnosed-entry.ts';
import { spreadOf } from './spread.ts';
import { HALF_MASS } from './thresholds.ts';

/** How much of the model's probability is on the letters; null where no entry has it. */
export function letterMass(entries: readonly Pick<DiagnosedEntry, 'letterMass'>[]): LetterMass | null {
  const masses = entries.map((entry) => entry.letterMass).filter((mass) => mass !== null);
  if (masses.length === 0) return null;
  const { mean, low, median } = spreadOf(masses);
  return {
    questions: masses.length,
    mean,
    low,
    median,
    belowHalf: masses.filter((mass) => mass < HALF_MASS).length,
  };
}
