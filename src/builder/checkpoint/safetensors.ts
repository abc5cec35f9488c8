import { z } from 'zod';
import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../errors.ts';
import type { TensorInfo, ValueRange } from './checkpoint.ts';
import { CHUNK_VALUES, valueCount } from './checkpoint.ts';
import type { Decoder } from './float-types.ts';
import { decodeBf16, decodeF16, decodeF32 } from './float-types.ts';
import {
  MAX_SAFETENSORS_HEADER_BYTES,
  bounded,
  checkedShape,
  missingTensor,
  refuseOverlap,
} from './limits.ts';

/** Bytes of an element, by the format's type names (specification of safetensors 0.8). */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
};

const DECODERS: Readonly<Record<string, Decoder>> = { F32: decodeF32, F16: decodeF16, BF16: decodeBf16 };

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.number()),
  data_offsets: z.tuple([z.number(), z.number()]),
});

interface StoredTensor extends TensorInfo {
  /** First byte in the file. */
  readonly start: number;
}

/** One parsed safetensors file. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** As `Checkpoint.read`; throws InputError for element types other than F32, F16 and BF16. */
  read(name: string, range?: ValueRange): Iterable<Float32Array>;
  close(): void;
}

/**
 * Reads the header of a safetensors file: a u64 length, that many bytes of JSON, then the data.
 * Throws FormatError for everything that the specification forbids: a header over 100 MB or beyond the file,
 * ranges outside the file, overlapping, or of another size than shape and type say.
 */
export function readSafetensors(path: string, source: ByteSource): SafetensorsFile {
  const { header, dataStart } = readHeader(path, source);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__')
      tensors.set(name, checkEntry(`${name} in ${path}`, value, dataStart, source.length));
  }
  refuseOverlap(
    path,
    [...tensors].map(([name, tensor]) => ({
      name,
      start: tensor.start,
      end: tensor.start + byteCount(tensor),
    })),
  );
  return {
    tensors,
    read(name, range) {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw missingTensor(name);
      return readValues(source, name, tensor, range);
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
  const text = new TextDecoder().decode(source.slice(8, 8 + length));
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null) return { header, dataStart: 8 + length };
  } catch {
    // Not JSON at all: the same message.
  }
  throw new FormatError(`${path} is no safetensors file: its header is not a JSON object`);
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
  const size = ELEMENT_BYTES[tensor.dtype];
  if (size === undefined) throw new FormatError(`The element type ${tensor.dtype} is unknown to this reader`);
  return valueCount(tensor.shape) * size;
}

function* readValues(
  source: ByteSource,
  name: string,
  tensor: StoredTensor,
  { start, end }: ValueRange = { start: 0, end: valueCount(tensor.shape) },
): Generator<Float32Array> {
  const decode = DECODERS[tensor.dtype];
  const size = ELEMENT_BYTES[tensor.dtype];
  if (decode === undefined || size === undefined) {
    throw new InputError(
      `${name} is stored as ${tensor.dtype}; weights are read from F32, F16 and BF16 only`,
    );
  }
  for (let at = start; at < end; at += CHUNK_VALUES) {
    const chunkEnd = Math.min(at + CHUNK_VALUES, end);
    yield decode(source.slice(tensor.start + at * size, tensor.start + chunkEnd * size));
  }
}
