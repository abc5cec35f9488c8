import { InputError } from '../../../errors.ts';
import type { Checkpoint, TensorInfo, ValueRange } from '../checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint.ts';
import { bounded, missingTensor } from '../limits.ts';
import { createRoom, type Room } from '../room.ts';
import { published } from './architectures/architecture.ts';
import { ggufArchitecture } from './architectures/index.ts';
import type { GgufParts, StoredTensor } from './parts.ts';
import { openParts } from './parts.ts';
import type { BlockType } from './dequantize.ts';
import { ROPE_TABLES } from './rope-tables.ts';
import { tokenizerFiles } from './tokenizer.ts';
import type { Undo } from './undo.ts';
import { readUndone } from './undo.ts';

/** Values of a rotary table: half a head's dimensions, of which real models have at most 512. */
const MAX_TABLE_VALUES = 4096;

/**
 * Opens a GGUF file, with all its parts, as the Hugging Face checkpoint that it was converted from: its names, its
 * config, its order of rows, its tokenizer. Throws InputError for architectures, element types and tokenizers that
 * can't be read, naming them.
 */
export function openGguf(path: string): Checkpoint {
  const parts = openParts(path);
  try {
    return convert(path, parts);
  } catch (error) {
    parts.close();
    throw error;
  }
}

interface Entry {
  readonly tensor: StoredTensor;
  readonly undo: Undo | null;
}

function convert(path: string, parts: GgufParts): Checkpoint {
  const { metadata, tensors } = parts;
  const architecture = ggufArchitecture(path, metadata.text('general.architecture') ?? 'unknown');
  const room = createRoom();
  const publishedName = published(architecture, parts);
  const entries = new Map<string, Entry>();
  for (const [ggmlName, tensor] of tensors) {
    if (ROPE_TABLES.has(ggmlName)) continue;
    const { name, part } = publishedName(ggmlName);
    const undo = architecture.undo?.(part, tensor.shape[0] ?? 1, metadata) ?? null;
    entries.set(name, { tensor, undo });
  }
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw missingTensor(name);
    return entry;
  };
  return {
    format: 'gguf',
    config: architecture.config({
      metadata,
      tensors,
      table: (name) => readTable(name, tensors.get(name), room),
    }),
    tensors: new Map<string, TensorInfo>([...entries].map(([name, entry]) => [name, publishedInfo(entry)])),
    tokenizerFiles: () => tokenizerFiles(metadata),
    weightFiles: parts.paths,
    assertReadable(name) {
      blockType(name, entryOf(name).tensor);
    },
    read(name, range) {
      const { tensor, undo } = entryOf(name);
      if (undo === null) return readStored(name, tensor, room, range);
      return readUndone((part) => readStored(name, tensor, room, part), undo, tensor.shape, range);
    },
    close: () => {
      parts.close();
    },
  };
}

function publishedInfo({ tensor: { dtype, shape }, undo }: Entry): TensorInfo {
  return { dtype, shape: undo?.kind === 'transposed' && shape.length === 2 ? shape.toReversed() : shape };
}

function readTable(name: string, tensor: StoredTensor | undefined, room: Room): number[] | null {
  if (tensor === undefined) return null;
  bounded(`The number of values of ${name}`, valueCount(tensor.shape), MAX_TABLE_VALUES);
  return Array.from(readStored(name, tensor, room), (chunk) => Array.from(chunk)).flat();
}

/** How a tensor's blocks are read. Throws InputError, naming the tensor, for types that can't be. */
function blockType(name: string, { type, dtype }: StoredTensor): BlockType {
  if (type !== undefined) return type;
  throw new InputError(
    `${name} is quantised as ${dtype}, which can't be read; take the file as Q8_0, Q6_K, Q5_K, Q4_K, F16 or BF16`,
  );
}

function* readStored(
  name: string,
  tensor: StoredTensor,
  room: Room,
  { start, end }: ValueRange = { start: 0, end: valueCount(tensor.shape) },
): Generator<Float32Array> {
  const { source, start: dataStart } = tensor;
  const type = blockType(name, tensor);
  const position = (value: number): number => dataStart + (value / type.values) * type.bytes;
  for (let at = start; at < end; at += CHUNK_VALUES) {
    const last = Math.min(at + CHUNK_VALUES, end);
    const bytes = room.bytes(position(last) - position(at));
    yield type.decode(source.slice(position(at), position(last), bytes), room.values(last - at));
  }
}
