import { describe, expect, it } from 'vitest';
import type { PairCounts } from '../../../src/records.ts';
import { pairedBootstrap } from '../../../src/scoring/statistics/paired-bootstrap.ts';
import { createRandom, type Seed } from '../../../src/scoring/statistics/random.ts';
import { reference } from './reference.ts';

const SEED: Seed = [1, 2, 3, 4];
const bootstrap = (strata: readonly PairCounts[], rounds = 10_000, seed = SEED) =>
  pairedBootstrap(strata, { random: createRandom(seed), rounds });
/** A question that only one of the two got right. */
const single = (onlyB: number): PairCounts => ({ both: 0, onlyA: 1 - onlyB, onlyB, neither: 0 });
const swap = ({ both, onlyA, onlyB, neither }: PairCounts): PairCounts => ({
  both,
  onlyA: onlyB,
  onlyB: onlyA,
  neither,
});

describe('createRandom', () => {
  it("gives the numbers of the authors' C program", () => {
    // Made with it for another implementation's tests: github.com/edorfaus/xoshiro-6502, test-rom/testdata.asm.
    const random = createRandom([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
    const words = Array.from({ length: 4 }, () => random() * 2 ** 32);
    expect(words).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70]);
  });

  it('spreads evenly', () => {
    const random = createRandom(SEED);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw++) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe('pairedBootstrap', () => {
  it.each(reference.bootstrap.cases)('case %# as elsewhere', ({ strata, interval }) => {
    const width = interval.high - interval.low;
    const found = bootstrap(strata, 20_000);
    expect(Math.abs(found.low - interval.low)).toBeLessThan(0.03 * width);
    expect(Math.abs(found.high - interval.high)).toBeLessThan(0.03 * width);
  });

  it('of many questions is what a bootstrap of all n gives', () => {
    const { low, high } = reference.bootstrap.scipy.interval;
    const found = bootstrap(reference.bootstrap.cases[0]?.strata ?? [], 20_000);
    expect(found.low).toBeCloseTo(low, 2);
    expect(found.high).toBeCloseTo(high, 2);
  });

  const three = [
    { both: 5, onlyA: 3, onlyB: 9, neither: 4 },
    { both: 10, onlyA: 2, onlyB: 4, neither: 20 },
    { both: 1, onlyA: 0, onlyB: 1, neither: 3 },
  ];

  it('is the same for the same seed and near it for another', () => {
    expect(bootstrap(three)).toEqual(bootstrap(three));
    const other = bootstrap(three, 10_000, [9, 8, 7, 6]);
    expect(other).not.toEqual(bootstrap(three));
    expect(other.low).toBeCloseTo(bootstrap(three).low, 1);
  });

  it('mirrors where A and B change places', () => {
    const [found, mirrored] = [bootstrap(three), bootstrap(three.map(swap))];
    expect(Math.abs(mirrored.low + found.high)).toBeLessThan(0.02);
    expect(Math.abs(mirrored.high + found.low)).toBeLessThan(0.02);
  });

  it('has a width where every subject has one question', () => {
    const { low, high } = bootstrap([single(1), single(1), single(0), single(1), single(0), single(1)]);
    expect(low).toBeLessThan(-0.3);
    expect(high).toBe(1);
  });
});
