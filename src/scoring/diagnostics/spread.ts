import { quantile } from '../statistics/quantile.ts';
import { TAIL } from './thresholds.ts';

/** Where a list of numbers lies; `low` and `high` leave out one in twenty on their side. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The spread of at least one number, the same for every order of them. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).toSorted();
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    low: quantile(sorted, TAIL),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 1 - TAIL),
  };
}
