import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { JournalEntry } from '../records.ts';
import type { RunReport } from '../report/run-report.ts';
import { JOURNAL_FILE } from '../results/journal.ts';
import type { RunRecord } from '../results/run-record.ts';
import { isRunFolder } from './leaderboard/read-runs.ts';
import { openRunFolder } from './open-run-folder.ts';
import { runPages } from './run-pages.ts';
import { reportOf } from './run-report.ts';

/** Refuses a folder that has a run already; `what` says in the message what adds to none, as `an import`. */
export async function assertNoRun(folder: string, what: string): Promise<void> {
  if (!(await isRunFolder(folder)) && !existsSync(join(folder, JOURNAL_FILE))) return;
  throw new InputError(
    `${folder} has a run already, and ${what} adds to none: name another folder with --out.`,
  );
}

/**
 * Writes a run folder as a finished run leaves it, of answers that are known already.
 * Throws InputError where they can't be the run's or the folder can't be written to.
 */
export async function writeRun(
  folder: string,
  record: RunRecord,
  entries: readonly JournalEntry[],
): Promise<RunReport> {
  const report = reportOf(record, entries);
  const run = await openRunFolder(folder, record);
  try {
    await run.journal.appendAll(entries);
    await run.finish({ entries, ...(await runPages(report, record, record.finished)) });
  } finally {
    await run.close();
  }
  return report;
}
