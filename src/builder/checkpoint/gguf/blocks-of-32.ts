import { half } from './block.ts';

/** A scale, then nibbles around 8. */
export function decodeQ4_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(2 + j);
    out[at + j] = ((byte & 15) - 8) * scale;
    out[at + j + 16] = ((byte >> 4) - 8) * scale;
  }
}

/** A scale and a minimum, then nibbles. */
export function decodeQ4_1(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const minimum = half(block, 2);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(4 + j);
    out[at + j] = Math.fround((byte & 15) * scale) + minimum;
    out[at + j + 16] = Math.fround((byte >> 4) * scale) + minimum;
  }
}

/** A scale, the fifth bits, then nibbles; around 16. */
export function decodeQ5_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const high = block.getUint32(2, true);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(6 + j);
    out[at + j] = ((byte & 15) + (((high >>> j) & 1) << 4) - 16) * scale;
    out[at + j + 16] = ((byte >> 4) + (((high >>> (j + 16)) & 1) << 4) - 16) * scale;
  }
}

/** A scale and a minimum, the fifth bits, then nibbles. */
export function decodeQ5_1(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const minimum = half(block, 2);
  const high = block.getUint32(4, true);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(8 + j);
    out[at + j] = Math.fround(((byte & 15) + (((high >>> j) & 1) << 4)) * scale) + minimum;
    out[at + j + 16] = Math.fround(((byte >> 4) + (((high >>> (j + 16)) & 1) << 4)) * scale) + minimum;
  }
}

/** A scale, then signed bytes. */
export function decodeQ8_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  for (let j = 0; j < 32; j += 1) out[at + j] = block.getInt8(2 + j) * scale;
}
