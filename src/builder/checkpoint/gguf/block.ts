import { float16 } from '../../../bytes/float16.ts';

/** The float16 at a block's byte. */
export function half(block: DataView, offset: number): number {
  return float16(block.getUint16(offset, true));
}

/** Writes the values of the block at the start of `block` to `out` from index `at` on. */
export type BlockDecoder = (block: DataView, out: Float32Array, at: number) => void;
