import { decodeBf16, decodeF16, decodeF32, type Decoder, placeFor } from '../float-types.ts';
import type { BlockDecoder } from './block.ts';
import { decodeQ4_0, decodeQ4_1, decodeQ5_0, decodeQ5_1, decodeQ8_0 } from './blocks-of-32.ts';
import { decodeIq4Nl, decodeIq4Xs } from './iq4.ts';
import { decodeQ2K, decodeQ3K, decodeQ4K, decodeQ5K, decodeQ6K } from './k-quants.ts';

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
  readonly decode: Decoder;
}

/** Types that can be read, by ggml's number. */
export const BLOCK_TYPES: ReadonlyMap<number, BlockType> = new Map<number, BlockType>([
  [0, { name: 'F32', values: 1, bytes: 4, decode: decodeF32 }],
  [1, { name: 'F16', values: 1, bytes: 2, decode: decodeF16 }],
  [2, blocks({ name: 'Q4_0', values: 32, bytes: 18 }, decodeQ4_0)],
  [3, blocks({ name: 'Q4_1', values: 32, bytes: 20 }, decodeQ4_1)],
  [6, blocks({ name: 'Q5_0', values: 32, bytes: 22 }, decodeQ5_0)],
  [7, blocks({ name: 'Q5_1', values: 32, bytes: 24 }, decodeQ5_1)],
  [8, blocks({ name: 'Q8_0', values: 32, bytes: 34 }, decodeQ8_0)],
  [10, blocks({ name: 'Q2_K', values: 256, bytes: 84 }, decodeQ2K)],
  [11, blocks({ name: 'Q3_K', values: 256, bytes: 110 }, decodeQ3K)],
  [12, blocks({ name: 'Q4_K', values: 256, bytes: 144 }, decodeQ4K)],
  [13, blocks({ name: 'Q5_K', values: 256, bytes: 176 }, decodeQ5K)],
  [14, blocks({ name: 'Q6_K', values: 256, bytes: 210 }, decodeQ6K)],
  [20, blocks({ name: 'IQ4_NL', values: 32, bytes: 18 }, decodeIq4Nl)],
  [23, blocks({ name: 'IQ4_XS', values: 256, bytes: 136 }, decodeIq4Xs)],
  [30, { name: 'BF16', values: 1, bytes: 2, decode: decodeBf16 }],
]);

/** Types that exist but can't be read, for messages. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
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
    decode(data, room) {
      const count = data.length / bytes;
      const out = placeFor(count * values, room);
      for (let index = 0; index < count; index += 1) {
        decodeBlock(new DataView(data.buffer, data.byteOffset + index * bytes, bytes), out, index * values);
      }
      return out;
    },
  };
}
