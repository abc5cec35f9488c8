import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLOCK_TYPES } from '../../../src/builder/checkpoint/gguf/dequantize.ts';

/**
 * Random blocks and the values that ggml's own Python package gives them: gguf 0.19, `gguf.quants.dequantize` of two
 * blocks a type from numpy's default_rng(2026) (2027 for Q2_K, Q3_K, IQ4), scales set to float16(0.05 * normal).
 */
const reference: Readonly<Record<string, { readonly blocks: string; readonly float32: string }>> = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../fixtures/builder/ggml-blocks.json'), 'utf8'),
);

function decode(name: string, bytes: Uint8Array): Float32Array {
  const type = [...BLOCK_TYPES.values()].find((candidate) => candidate.name === name);
  if (type === undefined) throw new Error(`no type ${name}`);
  expect(bytes.length % type.bytes).toBe(0);
  return type.decode(bytes);
}

/** float16 1, 0.5 and 2, little-endian. */
const ONE = [0x00, 0x3c];
const HALF = [0x00, 0x38];
const TWO = [0x00, 0x40];
const repeat = (count: number, byte: number): number[] => Array.from({ length: count }, () => byte);

describe('quantised blocks', () => {
  it.each(Object.entries(reference))('%s equals ggml bit by bit', (name, { blocks, float32 }) => {
    const values = decode(name, Buffer.from(blocks, 'hex'));
    expect(Buffer.from(values.buffer).toString('hex')).toBe(float32);
  });

  it('covers every type of blocks', () => {
    const quantised = [...BLOCK_TYPES.values()].filter(({ values }) => values > 1).map(({ name }) => name);
    expect(Object.keys(reference).toSorted()).toEqual(quantised.toSorted());
  });

  it('Q4_0: low nibbles first, then high ones, around 8', () => {
    const values = decode('Q4_0', Uint8Array.from([...HALF, 0xf0, ...repeat(15, 0x98)]));
    expect([values[0], values[1], values[16], values[17]]).toEqual([-4, 0, 3.5, 0.5]);
  });

  it('Q4_1: scale times value plus minimum', () => {
    const values = decode('Q4_1', Uint8Array.from([...HALF, ...ONE, 0x3a, ...repeat(15, 0)]));
    expect([values[0], values[1], values[16]]).toEqual([6, 1, 2.5]);
  });

  it('Q5_0: the fifth bits stand in a word of their own', () => {
    const values = decode('Q5_0', Uint8Array.from([...ONE, 0x01, 0x00, 0x01, 0x80, 0x21, ...repeat(15, 0)]));
    expect([values[0], values[1], values[16], values[31]]).toEqual([1, -16, 2, 0]);
  });

  it('Q5_1: likewise, with a minimum', () => {
    const values = decode(
      'Q5_1',
      Uint8Array.from([...HALF, ...TWO, 0x02, 0x00, 0x00, 0x00, 0x43, ...repeat(15, 0)]),
    );
    expect([values[0], values[1], values[16]]).toEqual([3.5, 10, 4]);
  });

  it('Q8_0: signed bytes', () => {
    const values = decode('Q8_0', Uint8Array.from([...TWO, 0x80, 0x7f, ...repeat(30, 1)]));
    expect([values[0], values[1], values[31]]).toEqual([-256, 254, 2]);
  });

  it('Q4_K: sub-blocks of 32 with six-bit scales and minima, the upper bits of the last four apart', () => {
    const scales = [2, 0, 0, 0x80, 1, 0, 0, 0x40, 0, 0, 0, 0x53];
    const values = decode(
      'Q4_K',
      Uint8Array.from([...HALF, ...ONE, ...scales, ...repeat(32, 0x05), ...repeat(96, 0x70)]),
    );
    // Sub-block 0: scale 2, minimum 1. Sub-block 7: scale 3 + 2 * 16, minimum 5 + 1 * 16.
    expect([values[0], values[31], values[224]]).toEqual([0.5 * 2 * 5 - 1, 4, 0.5 * 35 * 7 - 21]);
  });

  it('Q6_K: six bits in two places, sixteen signed scales, the block scale last', () => {
    const low = [...repeat(64, 0x2f), ...repeat(64, 0)];
    const high = [...repeat(32, 0xe4), ...repeat(32, 0)];
    const scales = [1, 1, 2, 2, -3, -3, 4, 4, ...repeat(8, 1)];
    const values = decode(
      'Q6_K',
      Uint8Array.from([...low, ...high, ...scales.map((scale) => scale & 255), ...HALF]),
    );
    // Quarters 0 and 1 have the low nibble 15, quarters 2 and 3 the high nibble 2; their upper bits are 0, 1, 2, 3.
    expect([values[0], values[32], values[64], values[96], values[128]]).toEqual([
      0.5 * (15 - 32),
      0.5 * 2 * (15 + 16 - 32),
      0.5 * -3 * (2 + 32 - 32),
      0.5 * 4 * (2 + 48 - 32),
      0.5 * -32,
    ]);
  });
});
