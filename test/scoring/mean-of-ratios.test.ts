import { describe, expect, it } from 'vitest';
import { meanOfRatios } from '../../src/scoring/mean-of-ratios.ts';

describe('meanOfRatios', () => {
  it('is a plain mean', () => {
    expect(
      meanOfRatios([
        { part: 1, whole: 2 },
        { part: 1, whole: 4 },
      ]),
    ).toBe(0.375);
    expect(
      meanOfRatios([
        { part: 0, whole: 3 },
        { part: 0, whole: 7 },
      ]),
    ).toBe(0);
    expect(
      meanOfRatios(Array.from({ length: 57 }, (_, index) => ({ part: index + 3, whole: index + 3 }))),
    ).toBe(1);
    expect(meanOfRatios([])).toBeNaN();
  });

  it('rounds a single ratio as the division of two doubles does, which IEEE 754 rounds once', () => {
    for (let whole = 1; whole <= 400; whole += 3) {
      for (let part = 0; part <= whole; part++) expect(meanOfRatios([{ part, whole }])).toBe(part / whole);
    }
    expect(meanOfRatios([{ part: 5944, whole: 14042 }])).toBe(5944 / 14042);
  });

  it('is the nearest double where adding doubles is not', () => {
    // 1/3 + 1/3 + 1/6 + 1/6 = 1, so the mean of the four is a quarter; and ten tenths make one.
    const quarter = [3, 3, 6, 6].map((whole) => ({ part: 1, whole }));
    expect(meanOfRatios(quarter)).toBe(0.25);
    expect(meanOfRatios(Array.from({ length: 10 }, () => ({ part: 1, whole: 10 })))).toBe(0.1);
    expect(Array.from({ length: 10 }, () => 0.1).reduce((sum, tenth) => sum + tenth, 0) / 10).not.toBe(0.1);
  });

  it('does not depend on the order', () => {
    const ratios = Array.from({ length: 52 }, (_, index) => ({
      part: (index * 37) % (100 + index),
      whole: 100 + index,
    }));
    const mean = meanOfRatios(ratios);
    for (let turn = 1; turn < ratios.length; turn++) {
      expect(meanOfRatios([...ratios.slice(turn), ...ratios.slice(0, turn)])).toBe(mean);
    }
  });
});
