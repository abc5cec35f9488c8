import type { ByteSource } from '../../../bytes/byte-source.ts';
import { FormatError } from '../../../errors.ts';
import type { TensorInfo } from '../checkpoint.ts';
import { valueCount } from '../checkpoint.ts';
import type { Cursor } from '../cursor.ts';
import { cursorOver } from '../cursor.ts';
import {
  MAX_DIMENSIONS,
  MAX_GGUF_ARRAY_ITEMS,
  MAX_GGUF_ENTRIES,
  MAX_GGUF_NAME_BYTES,
  MAX_GGUF_STRING_BYTES,
  MAX_GGUF_TENSORS,
  bounded,
  checkedShape,
  refuseOverlap,
} from '../limits.ts';
import type { BlockType } from './dequantize.ts';
import { BLOCK_TYPES, typeName } from './dequantize.ts';

/** A metadata value; 64-bit integers are numbers, refused where a number can't hold them. */
export type GgufValue = number | boolean | string | readonly GgufValue[];

export interface GgufTensor extends TensorInfo {
  /** First byte in the file. */
  readonly start: number;
  /** Undefined where this reader can't dequantise the type. */
  readonly type: BlockType | undefined;
}

/** What stands before the data of a GGUF file. */
export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** Under ggml's names, outermost dimension first. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const MAGIC = 0x46554747; // "GGUF", little-endian
const VERSIONS: ReadonlySet<number> = new Set([2, 3]);
const DEFAULT_ALIGNMENT = 32;
/** Least bytes of an entry (empty key, one-byte value) and of a tensor info (empty name, no dimension). */
const MIN_ENTRY_BYTES = 13;
const MIN_TENSOR_BYTES = 24;
const ARRAY_TYPE = 9;
const STRING_TYPE = 8;

/**
 * Reads the header of a GGUF file of version 2 or 3 (ggml's docs/gguf.md). Throws FormatError for other versions,
 * counts beyond the limits or beyond what the file can hold, and tensors outside the file or over each other.
 */
export function readGgufHeader(path: string, source: ByteSource): GgufHeader {
  const cursor = cursorOver(path, source);
  if (source.length < 24 || cursor.u32() !== MAGIC) throw new FormatError(`${path} is not a GGUF file`);
  const version = cursor.u32();
  if (!VERSIONS.has(version)) {
    throw new FormatError(
      `${path} has GGUF version ${version}; versions 2 and 3 (little-endian) can be read`,
    );
  }
  const room = cursor.remaining();
  const tensorLimit = Math.min(MAX_GGUF_TENSORS, Math.floor(room / MIN_TENSOR_BYTES));
  const tensorCount = cursor.count(`The number of tensors in ${path}`, tensorLimit);
  const entryLimit = Math.min(MAX_GGUF_ENTRIES, Math.floor(room / MIN_ENTRY_BYTES));
  const entryCount = cursor.count(`The number of metadata entries in ${path}`, entryLimit);
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < entryCount; index += 1) {
    const key = cursor.text('a metadata key', MAX_GGUF_NAME_BYTES);
    if (metadata.has(key)) throw new FormatError(`${path} has the metadata key ${key} twice`);
    metadata.set(key, readValue(cursor, key, cursor.u32()));
  }
  const infos: TensorEntry[] = [];
  for (let index = 0; index < tensorCount; index += 1) infos.push(readTensorEntry(cursor));
  return { metadata, tensors: placeTensors({ path, source, infos, metadata, headerEnd: cursor.position() }) };
}

type ScalarReader = (cursor: Cursor) => GgufValue;

/** By the value type's number; 8 (string) and 9 (array) are read by `readValue`. */
const SCALARS: ReadonlyMap<number, ScalarReader> = new Map<number, ScalarReader>([
  [0, (cursor) => cursor.take(1).getUint8(0)],
  [1, (cursor) => cursor.take(1).getInt8(0)],
  [2, (cursor) => cursor.take(2).getUint16(0, true)],
  [3, (cursor) => cursor.take(2).getInt16(0, true)],
  [4, (cursor) => cursor.take(4).getUint32(0, true)],
  [5, (cursor) => cursor.take(4).getInt32(0, true)],
  [6, (cursor) => cursor.take(4).getFloat32(0, true)],
  [7, (cursor) => cursor.take(1).getUint8(0) !== 0],
  [10, (cursor) => safeNumber(cursor.take(8).getBigUint64(0, true))],
  [11, (cursor) => safeNumber(cursor.take(8).getBigInt64(0, true))],
  [12, (cursor) => cursor.take(8).getFloat64(0, true)],
]);

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new FormatError(`A metadata value is ${value}, beyond what can be held exactly`);
}

function readValue(cursor: Cursor, key: string, type: number): GgufValue {
  if (type === STRING_TYPE) return cursor.text(`the value of ${key}`, MAX_GGUF_STRING_BYTES);
  if (type === ARRAY_TYPE) return readArray(cursor, key);
  const scalar = SCALARS.get(type);
  if (scalar === undefined)
    throw new FormatError(`The metadata key ${key} has the unknown value type ${type}`);
  return scalar(cursor);
}

function readArray(cursor: Cursor, key: string): GgufValue[] {
  const type = cursor.u32();
  if (type === ARRAY_TYPE)
    throw new FormatError(`The metadata key ${key} has an array of arrays, which no model needs`);
  // Every item takes a byte at least, so a file can't claim more items than it has bytes left.
  const limit = Math.min(MAX_GGUF_ARRAY_ITEMS, cursor.remaining() - 8);
  const length = cursor.count(`The number of items of ${key}`, limit);
  const items: GgufValue[] = [];
  for (let index = 0; index < length; index += 1) items.push(readValue(cursor, key, type));
  return items;
}

interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly typeNumber: number;
  readonly offset: number;
}

function readTensorEntry(cursor: Cursor): TensorEntry {
  const name = cursor.text('a tensor name', MAX_GGUF_NAME_BYTES);
  const dimensions = bounded(`The number of dimensions of ${name}`, cursor.u32(), MAX_DIMENSIONS);
  const shape: number[] = [];
  // ggml counts the innermost dimension first.
  for (let index = 0; index < dimensions; index += 1) {
    shape.unshift(cursor.count(`A dimension of ${name}`, Number.MAX_SAFE_INTEGER));
  }
  const typeNumber = cursor.u32();
  const offset = cursor.count(`The offset of ${name}`, Number.MAX_SAFE_INTEGER);
  return { name, shape: checkedShape(name, shape), typeNumber, offset };
}

interface Placement {
  readonly path: string;
  readonly source: ByteSource;
  readonly infos: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly headerEnd: number;
}

function placeTensors({ path, source, infos, metadata, headerEnd }: Placement): Map<string, GgufTensor> {
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment < 8 || alignment % 8 !== 0) {
    throw new FormatError(`${path} has general.alignment ${String(alignment)}, which is not a multiple of 8`);
  }
  const dataStart = Math.ceil(headerEnd / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  const ranges = [];
  for (const { name, shape, typeNumber, offset } of infos) {
    if (tensors.has(name)) throw new FormatError(`${path} has the tensor ${name} twice`);
    const type = BLOCK_TYPES.get(typeNumber);
    const start = dataStart + offset;
    const end = start + (type === undefined ? 0 : byteCount(`${name} in ${path}`, shape, type));
    if (offset % alignment !== 0)
      throw new FormatError(`${name} in ${path} starts at ${offset}, which is unaligned`);
    if (end > source.length) {
      throw new FormatError(
        `${path} is cut short: ${name} ends at byte ${end} of ${source.length}; download it again`,
      );
    }
    tensors.set(name, { shape, dtype: typeName(typeNumber), start, type });
    ranges.push({ name, start, end });
  }
  refuseOverlap(path, ranges);
  return tensors;
}

function byteCount(what: string, shape: readonly number[], type: BlockType): number {
  const row = shape.at(-1) ?? 1;
  if (row % type.values === 0) return (valueCount(shape) / type.values) * type.bytes;
  throw new FormatError(`${what} has rows of ${row} values, no multiple of the ${type.values} of a block`);
}
