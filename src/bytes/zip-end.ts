import type { FormatError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
/** Bytes of the end record and its locator without their variable parts; an archive's comment has 65535 at most. */
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const MAX_COMMENT_BYTES = 65_535;

/** Says what is wrong with an archive. */
export type Damage = (what: string) => FormatError;

/** Where the list of an archive's files lies. */
interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

/** Finds the list of files by the record at the archive's end, or by the zip64 one that it points to. */
export function findDirectory(source: ByteSource, damaged: Damage): Directory {
  const tailStart = Math.max(0, source.length - END_BYTES - MAX_COMMENT_BYTES);
  const tail = viewOf(source.slice(tailStart, source.length));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && !endsAt(tail, at)) at -= 1;
  if (at < 0) throw damaged('it has no end record');
  const end = tailStart + at;
  const hasLocator = end >= LOCATOR_BYTES + END_64_BYTES;
  const locator = hasLocator ? viewOf(source.slice(end - LOCATOR_BYTES, end)) : null;
  if (locator?.getUint32(0, true) !== END_64_LOCATOR) {
    return {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
  }
  const record = safeNumber(locator.getBigUint64(8, true), damaged);
  if (record + END_64_BYTES > end) throw damaged('its zip64 end record lies beyond its end');
  const end64 = viewOf(source.slice(record, record + END_64_BYTES));
  if (end64.getUint32(0, true) !== END_64) throw damaged('its zip64 end record is not where it should be');
  return {
    count: safeNumber(end64.getBigUint64(32, true), damaged),
    size: safeNumber(end64.getBigUint64(40, true), damaged),
    offset: safeNumber(end64.getBigUint64(48, true), damaged),
  };
}

/** Whether an end record stands there: its comment reaches exactly to the end of the file. */
function endsAt(tail: DataView, at: number): boolean {
  return (
    tail.getUint32(at, true) === END && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength
  );
}

/** A size of 64 bits as a number. */
export function safeNumber(value: bigint, damaged: Damage): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`a size of ${value} bytes`);
  return Number(value);
}

/** Numbers of any width over the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
