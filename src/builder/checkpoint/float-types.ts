import { float16 } from '../../bytes/float16.ts';

/**
 * Turns the bytes of a stored element type into float32: exactly, since every float16 and bfloat16 is a float32; of
 * float64 the nearest. The values may be put into `room` where that is given and large enough.
 */
export type Decoder = (bytes: Uint8Array, room?: Float32Array) => Float32Array;

/** Values of little-endian float64 bytes, each rounded to the nearest float32. */
export function decodeF64(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8));
}

/** Values of little-endian float32 bytes; copies only where the bytes are unaligned. */
export function decodeF32(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** Values of little-endian bfloat16 bytes: each is the upper half of a float32. */
export function decodeBf16(bytes: Uint8Array, room?: Float32Array): Float32Array {
  const halves = halfWords(bytes);
  const values = placeFor(halves.length, room);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let index = 0; index < halves.length; index += 1) bits[index] = (halves[index] ?? 0) << 16;
  return values;
}

/** Values of little-endian IEEE float16 bytes. */
export function decodeF16(bytes: Uint8Array, room?: Float32Array): Float32Array {
  const halves = halfWords(bytes);
  const values = placeFor(halves.length, room);
  for (let index = 0; index < halves.length; index += 1) values[index] = float16(halves[index] ?? 0);
  return values;
}

/** The start of the room where that is given and large enough; new memory otherwise. */
export function placeFor(count: number, room?: Float32Array): Float32Array {
  return room !== undefined && room.length >= count ? room.subarray(0, count) : new Float32Array(count);
}

function halfWords(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** Below it float16 has fixed steps. */
const LEAST_NORMAL_F16 = 2 ** -14;

/** Rounds each value to the nearest float16, in place, of two as near to the even one; for values that don't overflow. */
export function roundToF16(values: Float32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (Math.abs(value) < LEAST_NORMAL_F16) {
      // Between 0.5 and 1 the steps of float32 are those of the smallest float16.
      values[index] = Math.fround(value + 0.75) - 0.75;
    } else {
      const pattern = bits[index] ?? 0;
      bits[index] = (pattern + 0xfff + ((pattern >>> 13) & 1)) & ~0x1fff;
    }
  }
}
