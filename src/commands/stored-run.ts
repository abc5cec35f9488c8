import type { JournalEntry } from '../records.ts';
import { readKeptJournal } from '../results/journal.ts';
import { readRun } from '../results/run-folder.ts';
import type { RunRecord } from '../results/run-record.ts';

/** A run folder's record and journal. */
export interface StoredRun {
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
}

/** Reads a run folder. Throws InputError where it is none, where a file of it is broken, or where it has no journal. */
export async function readStoredRun(folder: string): Promise<StoredRun> {
  return { record: await readRun(folder), entries: await readKeptJournal(folder) };
}
