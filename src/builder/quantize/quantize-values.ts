import { FINER, LARGEST } from './int8-precision.ts';

/** Keeps the scale of a channel, or of a row, of zeros away from zero. */
export const SMALLEST = 1e-30;

/** The nearest whole number: lifted above zero, where cutting off the fraction is fast and rounds down. */
function nearest(steps: number): number {
  return ((steps + 128.5) | 0) - 128;
}

/** What the nearest whole number leaves, in finer steps. */
function remainder(steps: number): number {
  return nearest((steps - nearest(steps)) * FINER);
}

/** Where the whole numbers of a chunk are put. */
export interface RoundedChunk {
  readonly high: Int8Array;
  /** Null where what rounding leaves isn't wanted. */
  readonly low: Int8Array | null;
}

/** The scales of whole rows, from the largest absolute value of each. */
export function rowScales(values: Float32Array, columns: number): Float32Array {
  const scales = new Float32Array(values.length / columns);
  for (let row = 0; row < scales.length; row += 1) {
    let largest = 0;
    for (let index = row * columns; index < (row + 1) * columns; index += 1) {
      const size = Math.abs(values[index] ?? 0);
      if (size > largest) largest = size;
    }
    scales[row] = scaleOf(largest);
  }
  return scales;
}

/** Raises the largest absolute value of each column to what whole rows have there. */
export function raiseLargest(largest: Float32Array, values: Float32Array): void {
  const columns = largest.length;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column += 1) {
      const size = Math.abs(values[start + column] ?? 0);
      if (size > (largest[column] ?? 0)) largest[column] = size;
    }
  }
}

/** The scale of a channel whose largest absolute value this is. */
export function scaleOf(largest: number): number {
  return Math.max(largest, SMALLEST) / LARGEST;
}

/** Whole rows, each with its scale. */
export function quantizeRows(values: Float32Array, scales: Float32Array, { high, low }: RoundedChunk): void {
  const columns = values.length / scales.length;
  for (let row = 0; row < scales.length; row += 1) {
    const inverse = 1 / (scales[row] ?? 0);
    const end = (row + 1) * columns;
    for (let index = row * columns; index < end; index += 1)
      high[index] = nearest((values[index] ?? 0) * inverse);
    if (low === null) continue;
    for (let index = row * columns; index < end; index += 1)
      low[index] = remainder((values[index] ?? 0) * inverse);
  }
}

/** Whole rows, each column with its scale. */
export function quantizeColumns(
  values: Float32Array,
  scales: Float32Array,
  { high, low }: RoundedChunk,
): void {
  const inverses = new Float64Array(scales).map((scale) => 1 / scale);
  const columns = scales.length;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < columns; column += 1)
      high[start + column] = nearest((values[start + column] ?? 0) * (inverses[column] ?? 0));
    if (low === null) continue;
    for (let column = 0; column < columns; column += 1)
      low[start + column] = remainder((values[start + column] ?? 0) * (inverses[column] ?? 0));
  }
}
