import { describe, expect, it } from 'vitest';
import { decodeBf16, decodeF16, decodeF32, roundToF16 } from '../../../src/builder/checkpoint/float-types.ts';

/** Values from the tables of IEEE 754-2008 for binary16. */
const HALVES: readonly (readonly [number, number])[] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 5.960464477539063e-8],
  [0x03ff, 0.00006097555160522461],
  [0x0400, 0.00006103515625],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e00, Number.NaN],
];

/** The upper halves of float32 patterns. */
const BRAINS: readonly (readonly [number, number])[] = [
  [0x3f80, 1],
  [0xbf80, -1],
  [0x4049, 3.140625],
  [0x0001, 9.183549615799121e-41],
  [0x7f80, Infinity],
];

/** The patterns as bytes that start at an odd address, as in files without padding. */
function unaligned(patterns: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(patterns.length * 2 + 1);
  const view = new DataView(bytes.buffer, 1);
  for (const [index, pattern] of patterns.entries()) view.setUint16(index * 2, pattern, true);
  return bytes.subarray(1);
}

describe('stored element types', () => {
  it('float16 has the values of the standard', () => {
    const decoded = decodeF16(unaligned(HALVES.map(([pattern]) => pattern)));
    expect([...decoded]).toEqual(HALVES.map(([, value]) => value));
  });

  it('bfloat16 is the upper half of a float32', () => {
    const decoded = decodeBf16(unaligned(BRAINS.map(([pattern]) => pattern)));
    expect([...decoded]).toEqual(BRAINS.map(([, value]) => value));
  });

  it('float32 may lie unaligned', () => {
    const bytes = new Uint8Array(9);
    new DataView(bytes.buffer).setFloat32(1, 1.5, true);
    new DataView(bytes.buffer).setFloat32(5, -0.25, true);
    expect([...decodeF32(bytes.subarray(1))]).toEqual([1.5, -0.25]);
  });
});

describe('rounding to float16', () => {
  /** Every positive one, in order; the pattern of the first is 1. */
  const all = decodeF16(new Uint8Array(Uint16Array.from({ length: 0x7bff }, (_, index) => index + 1).buffer));
  const lower = all.slice(0, -1);
  const upper = all.slice(1);

  it.each([1, -1])('leaves every float16 of sign %d as it is', (sign) => {
    expect(rounded(all, sign)).toEqual(all);
  });

  it.each([1, -1])(
    'of sign %d goes to the nearer one, and from the middle to the one with an even pattern',
    (sign) => {
      const between = (part: number): Float32Array =>
        lower.map((value, index) => value + ((upper[index] ?? 0) - value) * part);
      expect(rounded(between(0.49), sign)).toEqual(lower);
      expect(rounded(between(0.51), sign)).toEqual(upper);
      const even = lower.map((value, index) => (index % 2 === 1 ? value : (upper[index] ?? 0)));
      expect(rounded(between(0.5), sign)).toEqual(even);
    },
  );
});

/** The values with the sign, rounded, with the sign again. */
function rounded(values: Float32Array, sign: number): Float32Array {
  const signed = values.map((value) => sign * value);
  roundToF16(signed);
  return signed.map((value) => sign * value);
}
