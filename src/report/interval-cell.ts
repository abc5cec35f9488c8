import type { Cell, Interval } from '../records.ts';
import { formatPercent } from './percent.ts';

/** The bounds of an accuracy in percent, `40.1 to 44.6`; `-` where the accuracy is not known. */
export function intervalCell(interval: Interval | null, decimals: number): Cell {
  if (interval === null) return { type: 'text', text: '-' };
  const { low, high } = interval;
  return { type: 'text', text: `${formatPercent(low, decimals)} to ${formatPercent(high, decimals)}` };
}
