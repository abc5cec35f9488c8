import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Parser } from 'tar';
import type { ReadEntry } from 'tar';
import { FormatError, InputError } from '../errors.ts';
import { MAX_ARCHIVE_BYTES, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES } from './limits.ts';
import type { MemberFiles } from './member-files.ts';
import { checkMemberName, refuseEntry } from './member-name.ts';

const FILE_TYPES: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * Reads a tar archive, plain or gzipped, once from front to back and holds its exam files in memory; the rest
 * (MMLU's training data is twenty times the exam) is passed over.
 * Throws FormatError for an archive that is damaged or incomplete, has links, names out of its folder, or sizes
 * above the limits.
 */
export async function openTar(archive: string, keep: (name: string) => boolean): Promise<MemberFiles> {
  const { size } = await stat(archive);
  if (size > MAX_ARCHIVE_BYTES) {
    throw new FormatError(
      `${archive} has ${size} bytes; an exam's archive has at most ${MAX_ARCHIVE_BYTES}.`,
    );
  }
  const files = await readEntries(archive, keep);
  return {
    location: archive,
    names: [...files.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    read: async (name) => {
      const chunks = files.get(name);
      if (chunks === undefined) throw new InputError(`${archive} has no ${name}.`);
      return Buffer.concat(chunks);
    },
  };
}

async function readEntries(archive: string, keep: (name: string) => boolean): Promise<Map<string, Buffer[]>> {
  const files = new Map<string, Buffer[]>();
  const budget = { entries: 0, bytes: 0 };
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        const name = checkEntry(archive, entry, budget);
        if (name !== null && keep(name)) collect({ archive, entry, name, files, budget });
      } catch (error) {
        parser.abort(error instanceof Error ? error : new Error(String(error)));
      }
      entry.resume();
    },
  });
  let failed = false;
  const finished = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', (error: unknown) => {
      failed = true;
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
  const feed = async (): Promise<void> => {
    for await (const chunk of createReadStream(archive)) {
      if (failed) return;
      parser.write(chunk);
    }
    parser.end();
  };
  try {
    await Promise.all([finished, feed()]);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(
      `${archive} can't be read as tar (${reason}); the file is damaged or incomplete, get it again.`,
    );
  }
  return files;
}

interface Budget {
  entries: number;
  bytes: number;
}

/** The path of an entry that is a file, null for a folder. */
function checkEntry(archive: string, entry: ReadEntry, budget: Budget): string | null {
  budget.entries += 1;
  if (budget.entries > MAX_ENTRIES)
    throw refuseEntry(archive, entry.path, `more than ${MAX_ENTRIES} stand before it`);
  const name = checkMemberName(entry.path, archive);
  if (entry.type === 'Directory') return null;
  if (!FILE_TYPES.has(entry.type))
    throw refuseEntry(archive, entry.path, 'it is neither a file nor a folder');
  return name;
}

interface Collected {
  readonly archive: string;
  readonly entry: ReadEntry;
  readonly name: string;
  readonly files: Map<string, Buffer[]>;
  readonly budget: Budget;
}

function collect({ archive, entry, name, files, budget }: Collected): void {
  if (files.has(name)) throw refuseEntry(archive, entry.path, 'it is there twice');
  budget.bytes += entry.size;
  if (entry.size > MAX_FILE_BYTES || budget.bytes > MAX_TOTAL_BYTES) {
    throw refuseEntry(archive, entry.path, 'it is larger than any exam file');
  }
  const chunks: Buffer[] = [];
  files.set(name, chunks);
  entry.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
}
