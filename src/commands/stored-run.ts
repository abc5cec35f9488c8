import type { JournalEntry } from '../records.ts';
import { readKeptJournal } from '../results/journal.ts';
import { readRun } from '../results/run-folder.ts';
import type { RunRecord } from '../results/run-record.ts';
import { assertOwnJournal } from './run-report.ts';

/** A run folder's record and the journal that is its own. */
export interface StoredRun {
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
}

/**
 * Reads a run folder.
 * Throws InputError where it is none, where a file of it is broken, or where it has no journal or one that does not fit.
 */
export async function readStoredRun(folder: string): Promise<StoredRun> {
  const record = await readRun(folder);
  const entries = await readKeptJournal(folder);
  assertOwnJournal(record, entries);
  return { record, entries };
}
