import { readFile, stat } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise, getFileNameLowLevel } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { FormatError, InputError } from '../errors.ts';
import { MAX_ARCHIVE_BYTES, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES } from './limits.ts';
import type { MemberFiles } from './member-files.ts';
import { checkMemberName, refuseEntry } from './member-name.ts';

/** Unix file type bits (`S_IFMT`, `S_IFLNK`) in the upper half of an entry's external attributes. */
const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Compression methods of the zip specification (APPNOTE 4.4.5). */
const STORED = 0;
const DEFLATED = 8;

/**
 * Lists the exam files of a zip archive, which is held in memory packed.
 * Throws FormatError for an archive that is damaged, has links, names out of its folder, or sizes above the
 * limits; on reading also where an entry's CRC-32 differs.
 */
export async function openZip(archive: string, keep: (name: string) => boolean): Promise<MemberFiles> {
  const { size } = await stat(archive);
  if (size > MAX_ARCHIVE_BYTES) {
    throw new FormatError(
      `${archive} has ${size} bytes; an exam's archive has at most ${MAX_ARCHIVE_BYTES}.`,
    );
  }
  try {
    const bytes = await readFile(archive);
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false });
    const entries = await listEntries(archive, zip, keep);
    return {
      location: archive,
      names: [...entries.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
      read: (name) => readEntry({ archive, bytes, zip, name, entry: entries.get(name) }),
    };
  } catch (error) {
    throw damaged(archive, error);
  }
}

async function listEntries(
  archive: string,
  zip: ZipFile,
  keep: (name: string) => boolean,
): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) {
    throw new FormatError(`${archive} has ${zip.entryCount} entries; at most ${MAX_ENTRIES} are read.`);
  }
  const entries = new Map<string, Entry>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    const stored = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
    const name = checkMemberName(stored, archive);
    if (((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK) {
      throw refuseEntry(archive, stored, 'it is a link');
    }
    if (stored.endsWith('/') || !keep(name)) continue;
    if (entries.has(name)) throw refuseEntry(archive, stored, 'it is there twice');
    total += entry.uncompressedSize;
    if (entry.uncompressedSize > MAX_FILE_BYTES || total > MAX_TOTAL_BYTES) {
      throw refuseEntry(archive, stored, 'it is larger than any exam file once unpacked');
    }
    entries.set(name, entry);
  }
  return entries;
}

interface EntryToRead {
  readonly archive: string;
  readonly bytes: Buffer;
  readonly zip: ZipFile;
  readonly name: string;
  readonly entry: Entry | undefined;
}

async function readEntry({ archive, bytes, zip, name, entry }: EntryToRead): Promise<Uint8Array> {
  if (entry === undefined) throw new InputError(`${archive} has no ${name}.`);
  const readable = entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED;
  if (entry.isEncrypted() || !readable) {
    throw refuseEntry(archive, name, 'it is encrypted or packed by another method than deflate');
  }
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize);
    // maxOutputLength stops an entry that unpacks to more than its header says; zero is not allowed there.
    const data =
      entry.compressionMethod === STORED
        ? packed
        : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
    if (data.length !== entry.uncompressedSize || crc32(data) !== entry.crc32) {
      throw refuseEntry(archive, name, 'its size or checksum differs from what the archive says');
    }
    return data;
  } catch (error) {
    throw damaged(archive, error, name);
  }
}

function damaged(archive: string, error: unknown, name?: string): InputError {
  if (error instanceof InputError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const where = name === undefined ? archive : `${name} in ${archive}`;
  return new FormatError(
    `${where} can't be read as zip (${reason}); the file is damaged or incomplete, get it again.`,
  );
}
