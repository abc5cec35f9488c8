import { z } from 'zod';
import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError } from '../../errors.ts';
import type { TensorInfo, ValueRange } from './checkpoint.ts';
import { CHUNK_VALUES, valueCount } from './checkpoint.ts';
import { elementBytes, pieceReader, type ReadPiece } from './element-types.ts';
import type { FolderFormat, WeightsFile } from './folder.ts';
import {
  MAX_SAFETENSORS_HEADER_BYTES,
  bounded,
  checkedShape,
  missingTensor,
  refuseGaps,
  refuseOverlap,
} from './limits.ts';
import { repeatedKey } from './repeated-key.ts';
import { createRoom } from './room.ts';

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.number()),
  data_offsets: z.tuple([z.number(), z.number()]),
});

/** Free text by name; the format allows no other values there. */
const Metadata = z.record(z.string(), z.string());

/** Folders with safetensors weights. */
export const SAFETENSORS: FolderFormat = {
  format: 'safetensors',
  single: 'model.safetensors',
  index: 'model.safetensors.index.json',
  open: readSafetensors,
};

interface StoredTensor extends TensorInfo {
  /** First byte in the file. */
  readonly start: number;
}

/**
 * Reads the header of a safetensors file: a u64 length, that many bytes of JSON, then the data.
 * Throws FormatError for everything that the format's description (huggingface/safetensors, README) forbids: a header over
 * 100 MB, beyond the file, that doesn't begin with a brace or has a key twice, metadata other than texts, ranges outside the
 * file, overlapping, or of another size than shape and type say, and bytes that belong to no tensor.
 */
export function readSafetensors(path: string, source: ByteSource): WeightsFile {
  const { header, dataStart } = readHeader(path, source);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__')
      tensors.set(name, checkEntry(`${name} in ${path}`, value, dataStart, source.length));
    else if (!Metadata.safeParse(value).success)
      throw new FormatError(`The __metadata__ of ${path} has values that are no texts`);
  }
  const ranges = [...tensors].map(([name, tensor]) => ({
    name,
    start: tensor.start,
    end: tensor.start + byteCount(tensor),
  }));
  refuseOverlap(path, ranges);
  refuseGaps(path, ranges, { start: dataStart, end: source.length });
  const room = createRoom();
  return {
    tensors,
    read(name, range) {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw missingTensor(name);
      return readValues(tensor, pieceReader({ source, name, dtype: tensor.dtype }, room), range);
    },
    close: () => {
      source.close();
    },
  };
}

function readHeader(path: string, source: ByteSource): { header: object; dataStart: number } {
  const prefix = source.slice(0, 8);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true));
  bounded(`The header length of ${path}`, length, MAX_SAFETENSORS_HEADER_BYTES);
  const text = textOf(source.slice(8, 8 + length));
  const header = text.startsWith('{') ? parseObject(text) : null;
  if (header === null)
    throw new FormatError(`${path} is no safetensors file: its header is not a JSON object`);
  const repeated = repeatedKey(text);
  if (repeated !== null)
    throw new FormatError(
      `The header of ${path} has the key ${JSON.stringify(repeated)} twice; get it again`,
    );
  return { header, dataStart: 8 + length };
}

/** Text in UTF-8; nothing of what is none. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function checkEntry(what: string, value: unknown, dataStart: number, fileLength: number): StoredTensor {
  const entry = Entry.safeParse(value);
  if (!entry.success) throw new FormatError(`The entry of ${what} lacks dtype, shape or data_offsets`);
  const { dtype, data_offsets: offsets } = entry.data;
  const tensor = { dtype, shape: checkedShape(what, entry.data.shape), start: dataStart + offsets[0] };
  const size = bounded(`The end of ${what}`, offsets[1], fileLength - dataStart) - offsets[0];
  bounded(`The start of ${what}`, offsets[0], offsets[1]);
  if (size === byteCount(tensor)) return tensor;
  throw new FormatError(
    `${what} has ${size} bytes where ${dtype} of shape [${tensor.shape.join(', ')}] needs ${byteCount(tensor)}`,
  );
}

function byteCount(tensor: TensorInfo): number {
  return valueCount(tensor.shape) * elementBytes(tensor.dtype);
}

function* readValues(
  tensor: StoredTensor,
  readPiece: ReadPiece,
  { start, end }: ValueRange = { start: 0, end: valueCount(tensor.shape) },
): Generator<Float32Array> {
  const size = elementBytes(tensor.dtype);
  for (let at = start; at < end; at += CHUNK_VALUES) {
    const chunkEnd = Math.min(at + CHUNK_VALUES, end);
    yield readPiece(tensor.start + at * size, tensor.start + chunkEnd * size);
  }
}
