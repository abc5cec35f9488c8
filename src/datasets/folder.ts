import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import pLimit from 'p-limit';
import { FormatError, InputError } from '../errors.ts';
import { MAX_ENTRIES, MAX_FILE_BYTES } from './limits.ts';
import type { MemberFiles, MemberOptions } from './member-files.ts';

/** Files read at a time: enough to keep a disk busy, far below the open files a process may have. */
const READS_AT_ONCE = 8;

/**
 * Lists the exam files of a folder on disk. Hidden entries are passed over; links are followed when they are read.
 * Throws InputError for a folder with more entries than MAX_ENTRIES, and on reading for a link that leads out of the folder.
 */
export async function openFolder(folder: string, options: MemberOptions): Promise<MemberFiles> {
  const root = await realpath(folder);
  const names = await listNames(folder, options).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const limit = pLimit(READS_AT_ONCE);
  return {
    location: folder,
    names,
    read: (name) => limit(() => readMember(root, join(folder, name))),
  };
}

async function listNames(folder: string, { keep, depth }: MemberOptions): Promise<string[]> {
  const names: string[] = [];
  let seen = 0;
  const visit = async (prefix: string, levels: number): Promise<void> => {
    for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
      seen += 1;
      if (seen > MAX_ENTRIES) {
        throw new InputError(
          `${folder} holds more than ${MAX_ENTRIES} entries; name the folder of the exam files itself.`,
        );
      }
      if (entry.name.startsWith('.')) continue;
      const name = prefix + entry.name;
      if (!entry.isDirectory()) {
        if (keep(name)) names.push(name);
      } else if (levels > 1) await visit(`${name}/`, levels - 1);
    }
  };
  await visit('', depth);
  // Code-unit order, so that nothing depends on the file system's order or on a locale.
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}

async function readMember(root: string, path: string): Promise<Uint8Array> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw new InputError(`${path} is a link that leads out of its folder; put a copy of the file there.`);
    }
    const { size } = await stat(real);
    if (size > MAX_FILE_BYTES) {
      throw new FormatError(`${path} has ${size} bytes; an exam file has at most ${MAX_FILE_BYTES}.`);
    }
    return await readFile(real);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  return new InputError(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
}
