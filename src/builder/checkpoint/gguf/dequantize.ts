import { float16 } from '../../../bytes/float16.ts';
import { decodeBf16, decodeF16, decodeF32 } from '../float-types.ts';

/**
 * Block formats of ggml. Each function follows the order of operations of ggml's reference code, rounding to float32
 * after each, so that its values are equal bit by bit: the minimum is added to a rounded product, sub-block scales are
 * multiplied first.
 */
export interface BlockType {
  readonly name: string;
  /** Values in a block. */
  readonly values: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Values of whole blocks. */
  decode(bytes: Uint8Array): Float32Array;
}

/** Writes the values of the block at the start of `block` to `out` from index `at` on. */
type BlockDecoder = (block: DataView, out: Float32Array, at: number) => void;

/** Types that can be read, by ggml's number. */
export const BLOCK_TYPES: ReadonlyMap<number, BlockType> = new Map<number, BlockType>([
  [0, { name: 'F32', values: 1, bytes: 4, decode: decodeF32 }],
  [1, { name: 'F16', values: 1, bytes: 2, decode: decodeF16 }],
  [2, blocks({ name: 'Q4_0', values: 32, bytes: 18 }, decodeQ4_0)],
  [3, blocks({ name: 'Q4_1', values: 32, bytes: 20 }, decodeQ4_1)],
  [6, blocks({ name: 'Q5_0', values: 32, bytes: 22 }, decodeQ5_0)],
  [7, blocks({ name: 'Q5_1', values: 32, bytes: 24 }, decodeQ5_1)],
  [8, blocks({ name: 'Q8_0', values: 32, bytes: 34 }, decodeQ8_0)],
  [12, blocks({ name: 'Q4_K', values: 256, bytes: 144 }, decodeQ4K)],
  [13, blocks({ name: 'Q5_K', values: 256, bytes: 176 }, decodeQ5K)],
  [14, blocks({ name: 'Q6_K', values: 256, bytes: 210 }, decodeQ6K)],
  [30, { name: 'BF16', values: 1, bytes: 2, decode: decodeBf16 }],
]);

/** Types that exist but can't be read, for messages. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** ggml's name of a type number. */
export function typeName(type: number): string {
  return BLOCK_TYPES.get(type)?.name ?? OTHER_TYPES[type] ?? `type ${type}`;
}

function blocks(layout: Omit<BlockType, 'decode'>, decodeBlock: BlockDecoder): BlockType {
  const { values, bytes } = layout;
  return {
    ...layout,
    decode(data) {
      const count = data.length / bytes;
      const out = new Float32Array(count * values);
      for (let index = 0; index < count; index += 1) {
        decodeBlock(new DataView(data.buffer, data.byteOffset + index * bytes, bytes), out, index * values);
      }
      return out;
    },
  };
}

function half(block: DataView, offset: number): number {
  return float16(block.getUint16(offset, true));
}

function decodeQ4_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(2 + j);
    out[at + j] = ((byte & 15) - 8) * scale;
    out[at + j + 16] = ((byte >> 4) - 8) * scale;
  }
}

function decodeQ4_1(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const minimum = half(block, 2);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(4 + j);
    out[at + j] = Math.fround((byte & 15) * scale) + minimum;
    out[at + j + 16] = Math.fround((byte >> 4) * scale) + minimum;
  }
}

function decodeQ5_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const high = block.getUint32(2, true);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(6 + j);
    out[at + j] = ((byte & 15) + (((high >>> j) & 1) << 4) - 16) * scale;
    out[at + j + 16] = ((byte >> 4) + (((high >>> (j + 16)) & 1) << 4) - 16) * scale;
  }
}

function decodeQ5_1(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  const minimum = half(block, 2);
  const high = block.getUint32(4, true);
  for (let j = 0; j < 16; j += 1) {
    const byte = block.getUint8(8 + j);
    out[at + j] = Math.fround(((byte & 15) + (((high >>> j) & 1) << 4)) * scale) + minimum;
    out[at + j + 16] = Math.fround(((byte >> 4) + (((high >>> (j + 16)) & 1) << 4)) * scale) + minimum;
  }
}

function decodeQ8_0(block: DataView, out: Float32Array, at: number): void {
  const scale = half(block, 0);
  for (let j = 0; j < 32; j += 1) out[at + j] = block.getInt8(2 + j) * scale;
}

/** Scale and minimum of sub-block `b` of 32 values, 6 bits each, packed into the 12 bytes at offset 4. */
function subBlock(block: DataView, b: number): { scale: number; minimum: number } {
  const byte = (index: number): number => block.getUint8(4 + index);
  const scale = b < 4 ? byte(b) & 63 : (byte(b + 4) & 15) | ((byte(b - 4) >> 6) << 4);
  const minimum = b < 4 ? byte(b + 4) & 63 : (byte(b + 4) >> 4) | ((byte(b) >> 6) << 4);
  return { scale: Math.fround(half(block, 0) * scale), minimum: Math.fround(half(block, 2) * minimum) };
}

function decodeQ4K(block: DataView, out: Float32Array, at: number): void {
  for (let b = 0; b < 8; b += 1) {
    const { scale, minimum } = subBlock(block, b);
    const shift = (b & 1) * 4;
    for (let j = 0; j < 32; j += 1) {
      const value = (block.getUint8(16 + (b >> 1) * 32 + j) >> shift) & 15;
      out[at + b * 32 + j] = Math.fround(value * scale) - minimum;
    }
  }
}

function decodeQ5K(block: DataView, out: Float32Array, at: number): void {
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

function decodeQ6K(block: DataView, out: Float32Array, at: number): void {
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
