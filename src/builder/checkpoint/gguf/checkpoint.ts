import { basename } from 'node:path';
import { fileSource } from '../../../bytes/byte-source.ts';
import type { ByteSource } from '../../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../../errors.ts';
import type { Checkpoint, TensorInfo, ValueRange } from '../checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint.ts';
import { bounded, missingTensor } from '../limits.ts';
import type { GgufTensor } from './header.ts';
import { readGgufHeader } from './header.ts';
import { ROPE_FREQUENCIES, llamaConfig, llamaTensorName, permutedHeads } from './llama.ts';
import type { Metadata } from './metadata.ts';
import { metadataOf } from './metadata.ts';
import { tokenizerFiles } from './tokenizer.ts';

/** Frequencies of a rotary table: half a head's dimensions, of which real models have at most 512. */
const MAX_ROPE_FREQUENCIES = 4096;

/**
 * Opens a GGUF file as the Hugging Face checkpoint that it was converted from: its names, its config, its order of
 * rows, its tokenizer. Throws InputError for architectures, element types and tokenizers that can't be read, naming them.
 */
export function openGguf(path: string): Checkpoint {
  const source = fileSource(path);
  try {
    return convert(path, source);
  } catch (error) {
    source.close();
    throw error;
  }
}

interface Stored {
  readonly tensor: GgufTensor;
  /** Heads whose rows are to be put back in order, or null. */
  readonly heads: number | null;
}

function convert(path: string, source: ByteSource): Checkpoint {
  const header = readGgufHeader(path, source);
  const metadata = metadataOf(header.metadata);
  refuseUnknown(path, metadata);
  const tensors = new Map(header.tensors);
  const ropeDivisors = readDivisors(source, tensors.get(ROPE_FREQUENCIES));
  tensors.delete(ROPE_FREQUENCIES);
  const entries = new Map<string, Stored>();
  for (const [name, tensor] of tensors) {
    entries.set(llamaTensorName(name), { tensor, heads: permutedHeads(name, metadata) });
  }
  return {
    format: 'gguf',
    config: llamaConfig({ metadata, tensors, ropeDivisors }),
    tensors: new Map<string, TensorInfo>([...entries].map(([name, { tensor }]) => [name, tensor])),
    tokenizerFiles: () => tokenizerFiles(metadata),
    weightFiles: [path],
    read(name, range) {
      const entry = entries.get(name);
      if (entry === undefined) throw missingTensor(name);
      const { tensor, heads } = entry;
      const stored = (part?: ValueRange): Iterable<Float32Array> => readStored(source, name, tensor, part);
      return heads === null ? stored(range) : readUnpermuted(stored, tensor.shape, heads, range);
    },
    close: () => {
      source.close();
    },
  };
}

function refuseUnknown(path: string, metadata: Metadata): void {
  const architecture = metadata.text('general.architecture') ?? 'unknown';
  if (architecture !== 'llama') {
    throw new InputError(
      `${path} holds the architecture "${architecture}"; only "llama" can be built from GGUF`,
    );
  }
  const parts = metadata.number('split.count') ?? 1;
  if (parts > 1) {
    throw new InputError(
      `${basename(path)} is one of ${parts} parts; join them first with llama-gguf-split --merge`,
    );
  }
}

function readDivisors(source: ByteSource, tensor: GgufTensor | undefined): number[] | null {
  if (tensor === undefined) return null;
  bounded(`The number of values of ${ROPE_FREQUENCIES}`, valueCount(tensor.shape), MAX_ROPE_FREQUENCIES);
  return [...readStored(source, ROPE_FREQUENCIES, tensor)].flatMap((chunk) => Array.from(chunk));
}

function* readStored(
  source: ByteSource,
  name: string,
  tensor: GgufTensor,
  { start, end }: ValueRange = { start: 0, end: valueCount(tensor.shape) },
): Generator<Float32Array> {
  const { type } = tensor;
  if (type === undefined) {
    throw new InputError(
      `${name} is quantised as ${tensor.dtype}, which can't be read; take the file as Q8_0, Q6_K, Q5_K, Q4_K, F16 or BF16`,
    );
  }
  const position = (value: number): number => tensor.start + (value / type.values) * type.bytes;
  for (let at = start; at < end; at += CHUNK_VALUES) {
    yield type.decode(source.slice(position(at), position(Math.min(at + CHUNK_VALUES, end))));
  }
}

/** Rows of a projection in Hugging Face's order: row (half, j) of a head is stored as its row 2 j + half. */
function* readUnpermuted(
  read: (range: ValueRange) => Iterable<Float32Array>,
  shape: readonly number[],
  heads: number,
  range?: ValueRange,
): Generator<Float32Array> {
  const rows = shape[0] ?? 0;
  const headRows = rows / heads;
  const rowLength = valueCount(shape) / rows;
  if (!Number.isInteger(headRows / 2)) {
    throw new FormatError(
      `${rows} rows of a projection can't be shared by ${heads} heads with rotary halves`,
    );
  }
  const first = (range?.start ?? 0) / rowLength;
  const last = (range?.end ?? valueCount(shape)) / rowLength;
  for (let row = first; row < last; row += 1) {
    const inHead = row % headRows;
    const half = inHead < headRows / 2 ? 0 : 1;
    const stored = row - inHead + 2 * (inHead - half * (headRows / 2)) + half;
    yield* read({ start: stored * rowLength, end: (stored + 1) * rowLength });
  }
}
