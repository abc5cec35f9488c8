import type { Summary } from '../records.ts';
import type { DetailedRun } from '../report/run-details.ts';
import { readKeptJournal } from '../results/journal.ts';
import { readRun } from '../results/run-folder.ts';
import type { RunRecord } from '../results/run-record.ts';
import { readSealedSummaries } from '../results/sealed-summaries.ts';
import { reportOf, runFacts } from './run-report.ts';
import { fiveshotVersion } from './version.ts';

/** A run with its record. */
export interface ReportedRun extends DetailedRun {
  readonly details: RunRecord;
}

/**
 * A run folder as a report. The journal's lines are read only where the summaries beside it may not follow from it.
 * Throws InputError where it is no run folder, where a file of it is broken, or where it has no journal.
 */
export async function readReport(folder: string): Promise<ReportedRun> {
  const details = await readRun(folder);
  const summaries = summariesAtHand(folder, details);
  if (summaries !== null) return { facts: runFacts(details), summaries, details };
  return { ...reportOf(details, await readKeptJournal(folder)), details };
}

/** The summaries that this version made of a run folder's journal as it is now; null where it has to be counted. */
export function summariesAtHand(folder: string, record: RunRecord): readonly Summary[] | null {
  return readSealedSummaries(folder, record, fiveshotVersion());
}
