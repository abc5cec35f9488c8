import { describe, expect, it } from 'vitest';
import type { PairCounts } from '../../../src/records.ts';
import { holm } from '../../../src/scoring/statistics/holm.ts';
import { mcNemarExact } from '../../../src/scoring/statistics/mcnemar.ts';
import { createRandom, type Seed } from '../../../src/scoring/statistics/random.ts';
import { signFlipTest } from '../../../src/scoring/statistics/sign-flip.ts';
import { reference } from './reference.ts';

const SEED: Seed = [1, 2, 3, 4];

/** Whole-number arithmetic, no rounding before the last division. */
function exactByBigInt(onlyA: number, onlyB: number): number {
  const all = BigInt(onlyA + onlyB);
  let term = 1n;
  let tail = 0n;
  for (let drawn = 0n; drawn <= BigInt(Math.min(onlyA, onlyB)); drawn++) {
    tail += term;
    term = (term * (all - drawn)) / (drawn + 1n);
  }
  if (2n * tail >= 1n << all) return 1;
  // The quotient's first 64 bits, wherever they lie.
  const shift = all - BigInt((2n * tail).toString(2).length) + 64n;
  const [up, down] = shift > 0n ? [shift, 0n] : [0n, -shift];
  const quotient = Number(((2n * tail) << up) / (1n << all) / (1n << down));
  return quotient * 2 ** -Math.floor(Number(shift) / 2) * 2 ** -Math.ceil(Number(shift) / 2);
}

describe('mcNemarExact', () => {
  it.each(reference.mcNemar.cases)('$onlyA to $onlyB as elsewhere', ({ onlyA, onlyB, p }) => {
    expect(mcNemarExact(onlyA, onlyB) / p).toBeCloseTo(1, 9);
  });

  it('agrees with whole-number arithmetic, however many questions', () => {
    const some: [number, number][] = [
      [403, 1000],
      [6000, 6500],
      [5000, 5001],
      [0, 1060],
      [300, 1600],
    ];
    for (let onlyA = 0; onlyA <= 40; onlyA++) {
      for (let onlyB = onlyA; onlyB <= 40; onlyB++) some.push([onlyA, onlyB]);
    }
    for (const [onlyA, onlyB] of some) {
      expect(Math.abs(mcNemarExact(onlyA, onlyB) / exactByBigInt(onlyA, onlyB) - 1)).toBeLessThan(1e-11);
    }
  });

  it('does not mind the order, and is 1 where nothing tells the two apart', () => {
    expect(mcNemarExact(3, 11)).toBe(mcNemarExact(11, 3));
    expect(mcNemarExact(0, 0)).toBe(1);
    expect(mcNemarExact(7, 7)).toBe(1);
    expect(mcNemarExact(0, 14042)).toBe(0);
  });
});

describe('holm', () => {
  it.each(reference.holm.cases)('$p as elsewhere', ({ p, adjusted }) => {
    const found = holm(p);
    for (const [index, value] of adjusted.entries()) expect(found[index]).toBeCloseTo(value, 12);
  });

  it('keeps the order of p values and never makes one smaller', () => {
    const random = createRandom(SEED);
    const p = Array.from({ length: 57 }, () => random() ** 3);
    const adjusted = holm(p);
    const byP = p
      .map((value, index) => [value, adjusted[index] ?? -1] as const)
      .toSorted((a, b) => a[0] - b[0]);
    for (const [index, [before, after]] of byP.entries()) {
      expect(after).toBeGreaterThanOrEqual(Math.max(before, byP[index - 1]?.[1] ?? 0));
      expect(after).toBeLessThanOrEqual(1);
    }
    expect(holm([])).toEqual([]);
  });
});

/** 20,000 rounds from the same seed. */
const signFlips = (strata: readonly PairCounts[]): number =>
  signFlipTest(strata, { random: createRandom(SEED), rounds: 20_000 });

describe('signFlipTest', () => {
  it.each(reference.signFlip.cases)('$strata as all sign patterns give', ({ strata, p }) => {
    // Four standard errors of 20,000 rounds.
    expect(Math.abs(signFlips(strata) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 20_000) + 1e-4);
  });

  it('agrees with McNemar in one subject', () => {
    for (const [onlyA, onlyB] of [
      [3, 12],
      [40, 62],
      [9, 9],
    ] as const) {
      const found = signFlips([{ both: 30, onlyA, onlyB, neither: 5 }]);
      expect(found).toBeGreaterThan(mcNemarExact(onlyA, onlyB) - 0.015);
      expect(found).toBeLessThan(mcNemarExact(onlyA, onlyB) + 0.015);
    }
  });

  it('is 1 where nothing tells the two apart, and never 0', () => {
    expect(signFlips([{ both: 3, onlyA: 0, onlyB: 0, neither: 1 }])).toBe(1);
    expect(signFlips([{ both: 3, onlyA: 0, onlyB: 200, neither: 1 }])).toBe(1 / 20_001);
  });
});
