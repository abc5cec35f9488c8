import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { JournalEntry, Summary } from '../records.ts';
import { writeAtomically } from './atomic.ts';
import { readBounded } from './bounded-file.ts';
import { assertSameRun } from './identity.ts';
import { firstIssue } from './journal-entry.ts';
import { openJournal, readJournal, type Journal } from './journal.ts';
import { acquireLock, type Lock } from '../lock.ts';
import { makeFolder } from '../make-folder.ts';
import { redact } from './redact.ts';
import { runRecordSchema, type RunRecord } from './run-record.ts';
import { writeSummaries } from './sealed-summaries.ts';

const RUN_FILE = 'run.json';
const REPORT_FILE = 'report.md';
const PAGE_FILE = 'report.html';
const LOCK_FILE = 'journal.lock';

/** The names and hashes of four exams' files are under 100 kB; a run.json beyond this is none. */
const MAX_RUN_BYTES = 8 * 1024 * 1024;

/** What a sitting leaves beside the journal. */
interface RunOutcome {
  /** All entries of the journal. */
  readonly entries: readonly JournalEntry[];
  readonly summaries: readonly Summary[];
  /** The run's page for people, as Markdown and as HTML. */
  readonly report: string;
  readonly page: string;
  /** What was found by comparing a sample with fp32 since the run was opened. */
  readonly flips?: RunRecord['flips'];
  /** ISO 8601; null where the run was interrupted. */
  readonly finished: string | null;
}

/** A run folder that this process may write to. */
export interface OpenRun {
  readonly record: RunRecord;
  readonly journal: Journal;
  /** Writes summary.json, report.md and report.html over all entries of the journal, and the time of the end. */
  finish(outcome: RunOutcome): Promise<void>;
  /** Closes the journal and frees the folder. */
  close(): Promise<void>;
}

/**
 * Opens a folder for a run: a new one, or one that holds the same run, whose journal then continues.
 * Throws InputError where another process writes to it, where it holds another run, or where its files are broken.
 */
export async function openRun(folder: string, wanted: RunRecord): Promise<OpenRun> {
  await makeFolder(folder);
  const lock = await acquireLock(join(folder, LOCK_FILE));
  let journal: Journal | null = null;
  try {
    const existing = await readRunIfThere(folder);
    // Without an entry nothing can be mixed: a run that stopped before its first question holds no folder back.
    const entries = await readJournal(folder);
    if (existing !== null && entries.length > 0) assertSameRun(existing, wanted, folder);
    journal = await openJournal(folder);
    if (existing === null && journal.entries.length > 0) {
      throw new InputError(
        `${folder} has a journal but no ${RUN_FILE}: restore it, or choose another folder with --out.`,
      );
    }
    const record = existing !== null && entries.length > 0 ? continued(existing, wanted) : wanted;
    await writeRun(folder, { ...record, finished: null });
    return openRunOf({ folder, record, journal, lock });
  } catch (error) {
    await journal?.close();
    await lock.release();
    throw error;
  }
}

/**
 * The record of a run that goes on: its name and beginning are those of its first sitting, `finished` of its last one,
 * and its limit is the largest that it was run with, since the journal has what that gave.
 */
function continued(existing: RunRecord, wanted: RunRecord): RunRecord {
  const { id, started, finished, flips } = existing;
  const limits = [existing.settings.limit, wanted.settings.limit];
  const limit = limits.includes(null) ? null : Math.max(...limits.map(Number));
  return {
    ...wanted,
    ...(flips !== undefined && { flips }),
    id,
    started,
    finished,
    model: existing.model,
    settings: { ...wanted.settings, limit },
  };
}

/** The record of a run folder. Throws InputError where there is none or where it is not one. */
export async function readRun(folder: string): Promise<RunRecord> {
  const record = await readRunIfThere(folder);
  if (record === null) throw new InputError(`${folder} is not a run folder: it has no ${RUN_FILE}.`);
  return record;
}

interface Parts {
  readonly folder: string;
  readonly record: RunRecord;
  readonly journal: Journal;
  readonly lock: Lock;
}

function openRunOf({ folder, record, journal, lock }: Parts): OpenRun {
  return {
    record,
    journal,
    async finish({ entries, summaries, report, page, finished, flips }) {
      const whole = flips === undefined ? record : { ...record, flips };
      await writeSummaries(folder, { record: whole, entries, summaries });
      await writeAtomically(join(folder, REPORT_FILE), report);
      await writeAtomically(join(folder, PAGE_FILE), page);
      await writeRun(folder, { ...whole, finished });
    },
    async close() {
      await journal.close();
      await lock.release();
    },
  };
}

async function writeRun(folder: string, record: RunRecord): Promise<RunRecord> {
  const safe = runRecordSchema.parse({
    ...record,
    model: { ...record.model, name: redact(record.model.name) },
  });
  await writeAtomically(join(folder, RUN_FILE), `${JSON.stringify(safe, null, 2)}\n`);
  return safe;
}

/** The same; null where there is none. */
export async function readRunIfThere(folder: string): Promise<RunRecord | null> {
  const path = join(folder, RUN_FILE);
  const bytes = readBounded(path, MAX_RUN_BYTES, 'it');
  if (bytes === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new InputError(`${path} is not JSON: restore it, or choose another folder with --out.`);
  }
  const parsed = runRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(
    `${path} is not a run record of this version (${firstIssue(parsed.error)}): restore it, or choose another folder with --out.`,
  );
}
