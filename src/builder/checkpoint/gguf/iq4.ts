import { half } from './block.ts';

/** What the 16 codes stand for, closer around zero (`kvalues_iq4nl` of ggml-common.h). */
const CODES = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** A scale, then codes. */
export function decodeIq4Nl(block: DataView, out: Float32Array, at: number): void {
  decodeCodes(block, 2, half(block, 0), out, at);
}

/** A scale, the upper two bits of eight sub-blocks' scales around 32, their lower four, then codes. */
export function decodeIq4Xs(block: DataView, out: Float32Array, at: number): void {
  const upper = block.getUint16(2, true);
  for (let b = 0; b < 8; b += 1) {
    const low = (block.getUint8(4 + (b >> 1)) >> ((b & 1) * 4)) & 15;
    const step = (low | (((upper >> (2 * b)) & 3) << 4)) - 32;
    decodeCodes(block, 8 + b * 16, Math.fround(half(block, 0) * step), out, at + b * 32);
  }
}

/** 32 values of 16 bytes: their low nibbles, then their high ones. */
function decodeCodes(block: DataView, start: number, scale: number, out: Float32Array, at: number): void {
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(start + j);
    out[at + j] = (CODES[byte & 15] ?? 0) * scale;
    out[at + j + 16] = (CODES[byte >> 4] ?? 0) * scale;
  }
}
