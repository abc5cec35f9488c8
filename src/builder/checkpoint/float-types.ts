import { float16 } from '../../bytes/float16.ts';

/** Turns the bytes of a stored element type into float32, exactly: every float16 and bfloat16 is a float32. */
export type Decoder = (bytes: Uint8Array) => Float32Array;

/** Values of little-endian float32 bytes; copies only where the bytes are unaligned. */
export function decodeF32(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** Values of little-endian bfloat16 bytes: each is the upper half of a float32. */
export function decodeBf16(bytes: Uint8Array): Float32Array {
  const halves = halfWords(bytes);
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index += 1) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

/** Values of little-endian IEEE float16 bytes. */
export function decodeF16(bytes: Uint8Array): Float32Array {
  const halves = halfWords(bytes);
  const values = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index += 1) values[index] = float16(halves[index] ?? 0);
  return values;
}

function halfWords(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}
