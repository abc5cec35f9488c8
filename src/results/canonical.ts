import { sha256 } from '../fingerprint.ts';
import type { JournalEntry } from '../records.ts';

/**
 * What must not depend on order, shards, threads or interruptions: one JSON line a question with id, chosen, gold and
 * outcome, sorted by id in order of UTF-16 code units. Scores and times are left out, since they may differ in the
 * last bits.
 */
export function canonicalVerdicts(
  entries: Iterable<Pick<JournalEntry, 'id' | 'chosen' | 'gold' | 'outcome'>>,
): { readonly text: string; readonly sha256: string } {
  const text = [...entries]
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, chosen, gold, outcome }) => `${JSON.stringify({ id, chosen, gold, outcome })}\n`)
    .join('');
  return { text, sha256: sha256(text) };
}
