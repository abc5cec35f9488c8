import { half } from './block.ts';

/** Sixteen sub-blocks, each with a scale and a minimum of 4 bits, which stand before the values of 2 bits. */
export function decodeQ2K(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 80);
  const minimum = half(block, 82);
  for (let index = 0; index < 256; index += 1) {
    const packed = block.getUint8(index >> 4);
    const value = twoBits(block, 16, index);
    out[at + index] =
      Math.fround(value * Math.fround(scale * (packed & 15))) - Math.fround(minimum * (packed >> 4));
  }
}

/** Third bits (0 lowers by 4), values of 2 bits, sixteen scales of 6 bits around 32, the block's scale. */
export function decodeQ3K(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 108);
  for (let index = 0; index < 256; index += 1) {
    const third = (block.getUint8(index & 31) >> (index >> 5)) & 1;
    const value = twoBits(block, 32, index) - (third === 1 ? 0 : 4);
    out[at + index] = Math.fround(scale * sixBitScale(block, index >> 4)) * value;
  }
}

/** Value `index` of 2 bits: 32 bytes hold four runs of 32 values, the first in their lowest bits. */
function twoBits(block: DataView, start: number, index: number): number {
  return (block.getUint8(start + (index >> 7) * 32 + (index & 31)) >> (((index >> 5) & 3) * 2)) & 3;
}

/** Scale `s` of Q3_K: its lower four bits in 8 bytes from 96 on, its upper two in the 4 behind them. */
function sixBitScale(block: DataView, s: number): number {
  const low = (block.getUint8(96 + (s & 7)) >> ((s >> 3) * 4)) & 15;
  const high = (block.getUint8(104 + (s & 3)) >> ((s >> 2) * 2)) & 3;
  return (low | (high << 4)) - 32;
}

/** Scale and minimum of sub-block `b` of 32 values, 6 bits each, packed into the 12 bytes at offset 4. */
function subBlock(block: DataView, b: number): { scale: number; minimum: number } {
  const byte = (index: number): number => block.getUint8(4 + index);
  const scale = b < 4 ? byte(b) & 63 : (byte(b + 4) & 15) | ((byte(b - 4) >> 6) << 4);
  const minimum = b < 4 ? byte(b + 4) & 63 : (byte(b + 4) >> 4) | ((byte(b) >> 6) << 4);
  return { scale: Math.fround(half(block, 0) * scale), minimum: Math.fround(half(block, 2) * minimum) };
}

/** Eight sub-blocks, each with a scale and a minimum of 6 bits. */
export function decodeQ4K(block: DataView, out: Float32Array, at: number): void {
  for (let b = 0; b < 8; b += 1) {
    const { scale, minimum } = subBlock(block, b);
    const shift = (b & 1) * 4;
    for (let j = 0; j < 32; j += 1) {
      const value = (block.getUint8(16 + (b >> 1) * 32 + j) >> shift) & 15;
      out[at + b * 32 + j] = Math.fround(value * scale) - minimum;
    }
  }
}

/** As Q4_K, with the fifth bits apart. */
export function decodeQ5K(block: DataView, out: Float32Array, at: number): void {
  for (let b = 0; b < 8; b += 1) {
    const { scale, minimum } = subBlock(block, b);
    const shift = (b & 1) * 4;
    for (let j = 0; j < 32; j += 1) {
      const low = (block.getUint8(48 + (b >> 1) * 32 + j) >> shift) & 15;
      const value = low + (((block.getUint8(16 + j) >> b) & 1) << 4);
      out[at + b * 32 + j] = Math.fround(value * scale) - minimum;
    }
  }
}

/** Sixteen sub-blocks, each with a signed scale; four bits of a value in one place, two in another. */
export function decodeQ6K(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 208);
  for (let index = 0; index < 256; index += 1) {
    const part = index >> 7; // half of 128 values: 64 bytes of low bits, 32 of high bits
    const quarter = (index >> 5) & 3;
    const l = index & 31;
    const low = (block.getUint8(part * 64 + (quarter & 1) * 32 + l) >> ((quarter >> 1) * 4)) & 15;
    const high = (block.getUint8(128 + part * 32 + l) >> (quarter * 2)) & 3;
    const step = Math.fround(scale * block.getInt8(192 + (index >> 4)));
    out[at + index] = (low + (high << 4) - 32) * step;
  }
}
