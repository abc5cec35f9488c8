import { z } from 'zod';

/** What several passes gave. */
export const Spread = z.object({ min: z.number(), median: z.number(), max: z.number() });
export type Spread = z.infer<typeof Spread>;

/** Throws RangeError where there is nothing. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('a spread is of one value at least');
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? max) + (sorted[Math.ceil(middle)] ?? max)) / 2;
  return { min, median, max };
}

/** How many times as much one is as the other, from the least that the passes allow to the most. */
export function ratioOf(now: Spread, then: Spread): Spread {
  return { min: now.min / then.max, median: now.median / then.median, max: now.max / then.min };
}

/** For a table: the median, and what lies around it. */
export function spreadText({ min, median, max }: Spread): string {
  return min === max ? digits(median) : `${digits(median)} (${digits(min)}-${digits(max)})`;
}

/** Three significant digits. */
export function digits(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
