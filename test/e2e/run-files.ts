import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../src/records.ts';

/** A run's journal; reads nothing but JSON lines. */
export function journalOf(folder: string): JournalEntry[] {
  return readFileSync(join(folder, 'journal.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** What must not depend on order, threads or interruptions (docs/results.md), one text a question. */
export function verdictsOf(folder: string): string[] {
  return journalOf(folder)
    .map(({ id, chosen, gold, outcome }) => JSON.stringify([id, chosen, gold, outcome]))
    .toSorted();
}

/** What one machine gives again to the last bit, in shards and after a stop: all scores, one text a question. */
export function scoresOf(folder: string): string[] {
  return journalOf(folder)
    .map(({ id, scores, letterMass }) => JSON.stringify([id, scores, letterMass]))
    .toSorted();
}

/** A JSON file of a run's folder. */
export function jsonOf(folder: string, name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
}
