import { describe, expect, it } from 'vitest';
import { formatPercent } from '../../src/report/percent.ts';
import { meanOfRatios } from '../../src/scoring/mean-of-ratios.ts';

/** A ratio of whole numbers as a percentage, half up, in whole-number arithmetic. */
function exactPercent(part: bigint, whole: bigint, decimals: number): string {
  const steps = 10n ** BigInt(decimals);
  const rounded = (2n * part * 100n * steps + whole) / (2n * whole);
  return `${rounded / steps}.${String(rounded % steps).padStart(decimals, '0')}`;
}

describe('formatPercent', () => {
  it.each([
    [0, 1, '0.0'],
    [1, 2, '100.00'],
    [0.5, 0, '50'],
    [5944 / 14042, 1, '42.3'],
    [1 / 3, 2, '33.33'],
    [2 / 3, 2, '66.67'],
    [0.00001, 2, '0.00'],
    [0.99996, 2, '100.00'],
  ])('%f with %i decimals is %s', (fraction, decimals, text) => {
    expect(formatPercent(fraction, decimals)).toBe(text);
  });

  it('takes ties up, where toFixed follows the binary value', () => {
    expect(formatPercent(1 / 16, 1)).toBe('6.3');
    expect(formatPercent(29 / 20000, 2)).toBe('0.15');
    expect(((29 / 20000) * 100).toFixed(2)).toBe('0.14');
    expect(formatPercent(0.4265, 1)).toBe('42.7');
  });

  it('agrees with whole-number arithmetic for every ratio up to 400 questions', () => {
    const wrong: string[] = [];
    for (let whole = 1; whole <= 400; whole++) {
      for (let part = 0; part <= whole; part++) {
        for (const decimals of [1, 2]) {
          const text = formatPercent(part / whole, decimals);
          if (text !== exactPercent(BigInt(part), BigInt(whole), decimals))
            wrong.push(`${part}/${whole}: ${text}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([1, 2])('agrees at every tie with %i decimals', (decimals) => {
    const whole = 2 * 100 * 10 ** decimals;
    for (let part = 1; part < whole; part += 2) {
      expect(formatPercent(part / whole, decimals)).toBe(exactPercent(BigInt(part), BigInt(whole), decimals));
    }
  });

  it('agrees at means of ratios that are ties', () => {
    // 3/7 + 4/7 + (3k - 2000)/2000 = 3k/2000, so the mean of the three is k/2000: 0.05 % steps, for odd k ties.
    for (let k = 667; k <= 1333; k += 2) {
      const mean = meanOfRatios([
        { part: 3, whole: 7 },
        { part: 4, whole: 7 },
        { part: 3 * k - 2000, whole: 2000 },
      ]);
      expect(formatPercent(mean, 1)).toBe(exactPercent(BigInt(k), 2000n, 1));
    }
  });
});
