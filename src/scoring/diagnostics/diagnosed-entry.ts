import type { JournalEntry } from '../../records.ts';

/** What the diagnostics need of a journal entry. */
export type DiagnosedEntry = Pick<
  JournalEntry,
  'id' | 'outcome' | 'chosen' | 'gold' | 'scores' | 'probabilities' | 'letterMass' | 'margin' | 'tie'
>;

/** Whether an entry is in an accuracy: chosen and labelled. */
export function isScored({ outcome }: Pick<DiagnosedEntry, 'outcome'>): boolean {
  return outcome === 'right' || outcome === 'wrong';
}
