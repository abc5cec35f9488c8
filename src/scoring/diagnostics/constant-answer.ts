import type { ConstantAnswer } from '../../records.ts';
import type { DiagnosedEntry } from './diagnosed-entry.ts';
import { FEWEST_CHOICES, NEARLY_CONSTANT } from './thresholds.ts';

/** The letter that was chosen for all or nearly all of the questions; null where none was, or too few were answered. */
export function constantAnswer(
  entries: readonly Pick<DiagnosedEntry, 'chosen' | 'tie'>[],
): ConstantAnswer | null {
  const answered = entries.filter(({ chosen }) => chosen !== null);
  if (answered.length < FEWEST_CHOICES) return null;
  const picks = new Map<string, number>();
  for (const { chosen } of answered) {
    if (chosen !== null) picks.set(chosen, (picks.get(chosen) ?? 0) + 1);
  }
  const found = [...picks].find(([, picked]) => picked >= NEARLY_CONSTANT * answered.length);
  if (found === undefined) return null;
  const [letter, picked] = found;
  const tied = answered.filter(({ chosen, tie }) => chosen === letter && tie).length;
  return { letter, picked, answered: answered.length, tied };
}
