import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../errors.ts';
import type { Decoder } from './float-types.ts';
import { decodeBf16, decodeF16, decodeF32, decodeF64 } from './float-types.ts';
import type { Room } from './room.ts';

/** Bytes of an element, by the names that safetensors gives the types (its specification 0.8). */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['I64', 8],
  ['U64', 8],
  ['F32', 4],
  ['I32', 4],
  ['U32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I16', 2],
  ['U16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
  ['F8_E8M0', 1],
]);

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['F64', decodeF64],
  ['F32', decodeF32],
  ['F16', decodeF16],
  ['BF16', decodeBf16],
]);

/** Bytes of an element of the type. Throws FormatError for a type that isn't known. */
export function elementBytes(dtype: string): number {
  const size = ELEMENT_BYTES.get(dtype);
  if (size === undefined) throw new FormatError(`The element type ${dtype} is unknown to this reader`);
  return size;
}

/** What makes float32 of a tensor's bytes. Throws InputError, naming the tensor, for types that weights never have. */
export function weightDecoder(name: string, dtype: string): Decoder {
  const decode = DECODERS.get(dtype);
  if (decode !== undefined) return decode;
  throw new InputError(`${name} is stored as ${dtype}; weights are read from F64, F32, F16 and BF16 only`);
}

/** Values of the elements from byte `start` to byte `end` of a file. */
export type ReadPiece = (start: number, end: number) => Float32Array;

interface Stored {
  readonly source: ByteSource;
  readonly name: string;
  readonly dtype: string;
}

/** Reads pieces of a tensor into the room, where each is valid until the next is. Throws as `weightDecoder`. */
export function pieceReader({ source, name, dtype }: Stored, room: Room): ReadPiece {
  const decode = weightDecoder(name, dtype);
  const size = elementBytes(dtype);
  return (start, end) =>
    decode(source.slice(start, end, room.bytes(end - start)), room.values((end - start) / size));
}
