import type { Interval } from '../../records.ts';
import type { Ratio } from '../mean-of-ratios.ts';

/** The standard normal distribution's 97.5 % point: 95 % lie within it on both sides. */
export const Z_95 = 1.959963984540054;

/**
 * The 95 % score interval of a binomial proportion, without continuity correction (Wilson, JASA 22, 1927, 209-212).
 * Within 0 and 1, around the proportion, and of some width even where all or none are right.
 */
export function wilsonInterval({ part, whole }: Ratio): Interval {
  const share = part / whole;
  const shift = Z_95 ** 2 / whole;
  const centre = (share + shift / 2) / (1 + shift);
  const reach = (Z_95 / (1 + shift)) * Math.sqrt((share * (1 - share)) / whole + shift / (4 * whole));
  // At its ends the formula gives 0 and 1 but for the last bit.
  return { low: part === 0 ? 0 : centre - reach, high: part === whole ? 1 : centre + reach };
}
