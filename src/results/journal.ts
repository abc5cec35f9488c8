import { existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, writeFault } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { JournalEntry } from '../records.ts';
import { syncFolder } from './atomic.ts';
import { readBounded } from './bounded-file.ts';
import { firstIssue, journalEntrySchema } from './journal-entry.ts';
import { redact } from './redact.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/** A line is about 600 bytes and the four exams have 30,000 questions: 20 MB. This is the size of a mistake. */
const MAX_JOURNAL_BYTES = 256 * 1024 * 1024;

/** One for all lines: to make a decoder takes as long as to parse a line. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A journal that can grow. */
export interface Journal {
  /** What it held when it was opened. */
  readonly entries: readonly JournalEntry[];
  /**
   * Adds one line and resolves once it is on the disk; calls are written in their order. Credentials in the reason are
   * taken out. Rejects where the entry could not be read back (a score that is no number, a question that is there
   * already), and for good after a failed write, because the file may then end in a part of a line.
   */
  append(entry: JournalEntry): Promise<void>;
  /** The same for many entries at once: all of them are on the disk when it resolves, and none is written where one is refused. */
  appendAll(entries: readonly JournalEntry[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a run folder's journal for appending; the caller holds the folder's lock. What stands after the last newline,
 * a line that a crash tore off, is cut from the file.
 * Throws InputError with the line number where anything else is wrong.
 */
export async function openJournal(folder: string): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  const { entries, goodBytes } = parseJournal(readBytes(path), path);
  const file = await open(path, 'a');
  try {
    await file.truncate(goodBytes);
    await file.datasync();
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  const known = new Set(entries.map((entry) => entry.id));
  let last: Promise<void> = Promise.resolve();
  const appendAll = (added: readonly JournalEntry[]): Promise<void> => {
    const lines: string[] = [];
    for (const [index, entry] of added.entries()) {
      const line = toLine(entry, known);
      if (line instanceof Error) {
        for (const { id } of added.slice(0, index)) known.delete(id);
        return Promise.reject(line);
      }
      known.add(entry.id);
      lines.push(line);
    }
    last = last.then(() => writeDurably(file, path, lines.join('')));
    return last;
  };
  return {
    entries,
    append: (entry) => appendAll([entry]),
    appendAll,
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

/**
 * The entries of a run folder's journal, in their order; none where there is no journal yet. A torn last line is left
 * alone and left out: the run may be under way.
 * Throws InputError with the line number where anything else is wrong.
 */
export async function readJournal(folder: string): Promise<readonly JournalEntry[]> {
  const path = join(folder, JOURNAL_FILE);
  return parseJournal(readBytes(path), path).entries;
}

/** The same for numbers that are made of a journal: throws InputError too where the folder has none. */
export async function readKeptJournal(folder: string): Promise<readonly JournalEntry[]> {
  const path = join(folder, JOURNAL_FILE);
  if (existsSync(path)) return readJournal(folder);
  throw new InputError(
    `${folder} has no ${JOURNAL_FILE}, which this is made of; fiveshot leaderboard and card check read a run's summary.`,
  );
}

/** What identifies a journal as it lies there, a torn last line included. */
export interface JournalPrint {
  readonly bytes: number;
  readonly sha256: string;
}

/** The print of a run folder's journal; where there is none, that of an empty one. */
export function printOfJournal(folder: string): JournalPrint {
  const bytes = readBytes(join(folder, JOURNAL_FILE));
  return { bytes: bytes.length, sha256: sha256(bytes) };
}

function readBytes(path: string): Buffer {
  return readBounded(path, MAX_JOURNAL_BYTES, 'a journal') ?? Buffer.alloc(0);
}

interface ParsedJournal {
  readonly entries: readonly JournalEntry[];
  /** Bytes up to and with the last newline. */
  readonly goodBytes: number;
}

function parseJournal(bytes: Buffer, path: string): ParsedJournal {
  const entries: JournalEntry[] = [];
  const lineOf = new Map<string, number>();
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    const line = entries.length + 1;
    const entry = parseLine(bytes.subarray(start, end), `${path} line ${line}`);
    const earlier = lineOf.get(entry.id);
    if (earlier !== undefined) throw broken(`${path} line ${line}`, `repeats ${entry.id} of line ${earlier}`);
    lineOf.set(entry.id, line);
    entries.push(entry);
    start = end + 1;
  }
  return { entries, goodBytes: start };
}

function parseLine(bytes: Uint8Array, place: string): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(bytes));
  } catch {
    throw broken(place, 'is not JSON in UTF-8');
  }
  const parsed = journalEntrySchema.safeParse(value);
  if (!parsed.success) throw broken(place, `is not a journal entry (${firstIssue(parsed.error)})`);
  return parsed.data;
}

function broken(place: string, what: string): InputError {
  return new InputError(`${place} ${what}: restore the file, or start again in another folder with --out.`);
}

/** The line to write, checked with the reader's own schema so that no journal is written that can't be resumed. */
function toLine(entry: JournalEntry, known: ReadonlySet<string>): string | Error {
  const parsed = journalEntrySchema.safeParse(entry);
  if (!parsed.success) {
    return new Error(`The journal entry of ${entry.id} can't be stored: ${firstIssue(parsed.error)}.`);
  }
  if (known.has(entry.id)) return new Error(`The journal already has an entry of ${entry.id}.`);
  const { reason } = parsed.data;
  return `${JSON.stringify(reason === undefined ? parsed.data : { ...parsed.data, reason: redact(reason) })}\n`;
}

async function writeDurably(file: FileHandle, path: string, lines: string): Promise<void> {
  try {
    await file.appendFile(lines);
    await file.datasync();
  } catch (error) {
    throw writeFault(path, error);
  }
}
