import type { ByteSource } from '../../../bytes/byte-source.ts';
import { bufferSource } from '../../../bytes/byte-source.ts';
import type { ZipEntry } from '../../../bytes/zip.ts';
import { readZipDirectory } from '../../../bytes/zip.ts';
import { FormatError, InputError } from '../../../errors.ts';
import { cursorOver } from '../cursor.ts';
import { MAX_ARCHIVE_ENTRIES, MAX_PICKLE_BYTES, bounded, refuseOverlap } from '../limits.ts';
import { torchMeaning } from './meaning.ts';
import { readPickle } from './pickle.ts';
import type { Saved } from './place.ts';

const PICKLE = 'data.pkl';
/** What only archives with compiled code have (TorchScript). */
const CODE = /^(?:constants\.pkl|code\/)/;

/**
 * Reads what torch 1.6 and later save: a zip archive of stored files in one folder, the pickle `data.pkl`, and each
 * storage as `data/KEY`. Throws InputError for archives of code, FormatError for what no such writer makes: packed,
 * encrypted or overlapping files, files twice, big-endian values.
 */
export function readZipForm(path: string, source: ByteSource): Saved {
  const entries = readZipDirectory(path, source, MAX_ARCHIVE_ENTRIES);
  const pickle = entries.find(({ name }) => name.split('/')[1] === PICKLE);
  if (pickle === undefined)
    throw new FormatError(`${path} is a zip archive without ${PICKLE}, as torch makes them`);
  const folder = pickle.name.slice(0, -PICKLE.length);
  const files = filesOf(path, source, entries, folder);
  const code = [...files.keys()].find((name) => CODE.test(name));
  if (code !== undefined)
    throw new InputError(
      `${path} is a TorchScript archive, a program (${code}); save its state_dict instead`,
    );
  refuseBigEndian(path, source, files.get('byteorder'));
  bounded(`The length of ${PICKLE} in ${path}`, pickle.size, MAX_PICKLE_BYTES);
  const bytes = bufferSource(source.slice(pickle.start, pickle.start + pickle.size), path);
  const root = readPickle(path, cursorOver(path, bytes), torchMeaning(path));
  return {
    root,
    place({ key }) {
      const entry = files.get(`data/${key}`);
      if (entry === undefined) throw new FormatError(`${path} lacks the storage ${key} that a tensor needs`);
      return { start: entry.start, bytes: entry.size };
    },
  };
}

/** The archive's files by their names in its folder. */
function filesOf(
  path: string,
  source: ByteSource,
  entries: readonly ZipEntry[],
  folder: string,
): Map<string, ZipEntry> {
  const files = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const refuse = (why: string): FormatError =>
      new FormatError(`${entry.name} in ${path} ${why}; it isn't read`);
    if (entry.encrypted) throw refuse('is encrypted');
    if (entry.method !== 0 || entry.packedSize !== entry.size)
      throw refuse('is packed, which torch never does');
    if (entry.start + entry.size > source.length) throw refuse('ends beyond the archive, which is cut short');
    const name = entry.name.startsWith(folder) ? entry.name.slice(folder.length) : entry.name;
    if (files.has(name)) throw refuse('is there twice');
    files.set(name, entry);
  }
  refuseOverlap(
    path,
    entries.map(({ name, start, size }) => ({ name, start, end: start + size })),
  );
  return files;
}

/** Longest of the two words that the file `byteorder` holds. */
const BYTE_ORDER_LENGTH = 6;

function refuseBigEndian(path: string, source: ByteSource, entry: ZipEntry | undefined): void {
  if (entry === undefined) return;
  const end = entry.start + Math.min(entry.size, BYTE_ORDER_LENGTH);
  const order = new TextDecoder().decode(source.slice(entry.start, end));
  if (order !== 'little')
    throw new FormatError(`${path} has the byte order "${order}"; only "little" can be read`);
}
