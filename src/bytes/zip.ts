import { FormatError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { type Damage, findDirectory, safeNumber, viewOf } from './zip-end.ts';

/** A file in a zip archive, as the archive's directory describes it; nothing is checked beyond that it can be read. */
export interface ZipEntry {
  readonly name: string;
  /** APPNOTE 4.4.5: 0 is stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Bytes in the archive. */
  readonly packedSize: number;
  /** Bytes once unpacked. */
  readonly size: number;
  /** First byte of the data. */
  readonly start: number;
}

/** Most bytes of a directory: 200,000 entries with names of 200 bytes need 60 MB. */
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** Stands in a field of 32 bits whose value is in the zip64 extra field (APPNOTE 4.5.3). */
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA = 0x0001;
const ENCRYPTED = 0x0001 | 0x0040;

/**
 * Lists the files of a zip archive of any size (zip64 too) from its directory, reading no data. Each entry's start is
 * taken from its local header, whose extra field writers use as padding. Throws FormatError for an archive that is
 * damaged or has more than `maxEntries`; `path` is for messages.
 */
export function readZipDirectory(path: string, source: ByteSource, maxEntries: number): ZipEntry[] {
  const damaged = (what: string): FormatError =>
    new FormatError(
      `${path} can't be read as zip (${what}); the file is damaged or incomplete, get it again`,
    );
  const { count, offset, size } = findDirectory(source, damaged);
  if (count > maxEntries)
    throw new FormatError(`${path} has ${count} entries; at most ${maxEntries} are read`);
  if (size > MAX_DIRECTORY_BYTES) throw damaged(`a directory of ${size} bytes`);
  if (offset + size > source.length) throw damaged('its directory lies beyond its end');
  const directory = viewOf(source.slice(offset, offset + size));
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > size || directory.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw damaged('its directory ends early');
    const nameBytes = directory.getUint16(at + 28, true);
    const extraBytes = directory.getUint16(at + 30, true);
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + directory.getUint16(at + 32, true);
    if (next > size) throw damaged('its directory ends early');
    const entry = readEntry(directory, at, { nameBytes, extraBytes }, damaged);
    entries.push({ ...entry, start: dataStart(source, entry.header, damaged) });
    at = next;
  }
  return entries;
}

type Described = Omit<ZipEntry, 'start'> & { readonly header: number };

function readEntry(
  directory: DataView,
  at: number,
  { nameBytes, extraBytes }: { nameBytes: number; extraBytes: number },
  damaged: Damage,
): Described {
  const nameStart = at + ENTRY_BYTES;
  const name = new TextDecoder().decode(bytesOf(directory, nameStart, nameBytes));
  const wide = zip64Values(bytesOf(directory, nameStart + nameBytes, extraBytes));
  // The extra field holds, in this order, those of the values that don't fit.
  const field = (position: number): number => {
    const narrow = directory.getUint32(at + position, true);
    if (narrow !== IN_ZIP64) return narrow;
    const value = wide.shift();
    if (value === undefined) throw damaged(`the size of ${name} is missing`);
    return safeNumber(value, damaged);
  };
  const size = field(24);
  const packedSize = field(20);
  return {
    name,
    method: directory.getUint16(at + 10, true),
    encrypted: (directory.getUint16(at + 8, true) & ENCRYPTED) !== 0,
    size,
    packedSize,
    header: field(42),
  };
}

function zip64Values(extra: Uint8Array): bigint[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
    const values: bigint[] = [];
    for (let item = at + 4; item + 8 <= end; item += 8) values.push(view.getBigUint64(item, true));
    return values;
  }
  return [];
}

function dataStart(source: ByteSource, header: number, damaged: Damage): number {
  if (header + LOCAL_BYTES > source.length) throw damaged('an entry lies beyond its end');
  const local = viewOf(source.slice(header, header + LOCAL_BYTES));
  if (local.getUint32(0, true) !== LOCAL_HEADER) throw damaged('an entry is not where it should be');
  return header + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
}

function bytesOf(view: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, length);
}
