import { FormatError, InputError } from '../../errors.ts';

/** The format's own limit on a safetensors header. */
export const MAX_SAFETENSORS_HEADER_BYTES = 100_000_000;

/** The largest published checkpoints have a few hundred shards. */
export const MAX_SHARDS = 4096;

/** Real tensors have at most four dimensions (ggml), masks in old files too. */
export const MAX_DIMENSIONS = 8;

/** Values in one tensor: keeps every byte offset a safe integer. The largest real embedding has about 4e9. */
const MAX_TENSOR_VALUES = 2 ** 40;

/** Index and config files: a 400-layer index is about 1 MB. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Gemma's tokenizer.json, the largest seen, has 33 MB. */
export const MAX_TOKENIZER_FILE_BYTES = 256 * 1024 * 1024;

/** Large mixture models have some ten thousand tensors. */
export const MAX_GGUF_TENSORS = 100_000;

/** Real files have 20 to 60 metadata entries. */
export const MAX_GGUF_ENTRIES = 10_000;

/** Names of entries and tensors; the format allows 65535 and 64 bytes. */
export const MAX_GGUF_NAME_BYTES = 65_535;

/** One metadata string: chat templates have up to some ten thousand bytes. */
export const MAX_GGUF_STRING_BYTES = 16 * 1024 * 1024;

/** Items of one metadata array: the largest vocabularies have 262 thousand tokens and half a million merges. */
export const MAX_GGUF_ARRAY_ITEMS = 4_000_000;

/** A pickle of a PyTorch file: 50 bytes to 200 a tensor; the largest mixture models have some ten thousand a shard. */
export const MAX_PICKLE_BYTES = 16 * 1024 * 1024;

/** Work of a pickle: an instruction, or an item that a call walks. About 45 a tensor. */
export const MAX_PICKLE_STEPS = 4_000_000;

/** Values on a pickle's stack: Python's picklers put 1000 names and tensors there before they add them to a dict. */
export const MAX_PICKLE_STACK = 100_000;

/** Marks open at a time, one a nested tuple, list or dict that is being filled; tensors need five. */
export const MAX_PICKLE_NESTING = 100;

/** Names and texts of a pickle. */
export const MAX_PICKLE_TEXT_BYTES = 1024 * 1024;

/** Files in a PyTorch archive: one a storage and some ten others. */
export const MAX_ARCHIVE_ENTRIES = 200_000;

/** Values of a tensor that repeats stored ones (stride 0); 1 GiB of float32. */
export const MAX_REPEATED_VALUES = 2 ** 28;

/** Throws FormatError unless the count is a whole number from 0 to `limit`; returns it. */
export function bounded(what: string, count: number, limit: number): number {
  if (Number.isSafeInteger(count) && count >= 0 && count <= limit) return count;
  throw new FormatError(
    `${what} is ${count}, which is not a whole number from 0 to ${limit}: the file is cut short, damaged or of another format; get it again`,
  );
}

/** Throws FormatError unless the shape's dimensions and number of values are within the limits; returns it. */
export function checkedShape(what: string, shape: readonly number[]): readonly number[] {
  bounded(`The number of dimensions of ${what}`, shape.length, MAX_DIMENSIONS);
  let values = 1;
  for (const size of shape) values *= bounded(`A dimension of ${what}`, size, MAX_TENSOR_VALUES);
  bounded(`The number of values of ${what}`, values, MAX_TENSOR_VALUES);
  return shape;
}

/** Where the bytes of a tensor or an archive's entry lie. */
export interface ByteRange {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Throws FormatError where two tensors or entries of a file share bytes, which no writer of these formats does. */
export function refuseOverlap(file: string, ranges: readonly ByteRange[]): void {
  const filled = ranges.filter((range) => range.end > range.start);
  const sorted = filled.toSorted((a, b) => a.start - b.start);
  for (const [index, range] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next.start < range.end) {
      throw new FormatError(`In ${file} ${range.name} and ${next.name} overlap; the file is damaged`);
    }
  }
}

/** Throws FormatError where a stretch of a file has bytes in none of the ranges, which don't overlap. */
export function refuseGaps(
  file: string,
  ranges: readonly ByteRange[],
  { start, end }: Omit<ByteRange, 'name'>,
): void {
  const filled = ranges.filter((range) => range.end > range.start);
  let at = start;
  for (const range of filled.toSorted((a, b) => a.start - b.start)) {
    if (range.start > at) throw gap(file, range.start - at, `before ${range.name}`);
    at = range.end;
  }
  if (end > at) throw gap(file, end - at, 'at its end');
}

function gap(file: string, bytes: number, where: string): FormatError {
  return new FormatError(`${file} has ${bytes} bytes ${where} that belong to no tensor; get it again`);
}

/** Throws InputError for a tensor that the checkpoint lacks; for callers that look one up by name. */
export function missingTensor(name: string): InputError {
  return new InputError(`The checkpoint has no tensor ${name}`);
}
