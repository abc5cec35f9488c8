/** Values that are mixed at a time: as many as a processor's registers hold. */
export const EIGHT = 8;

/**
 * Multiplies an array [count, size, width] by the Hadamard matrix of `size`, a power of two, along its second dimension, in
 * place and without the matrix's scale; those values only that lie `first` or more from each other, where others are done.
 */
export function hadamard(values: Float64Array, size: number, width: number, first: number = width): void {
  const end = size * width;
  let step = first;
  for (; EIGHT * step <= end; step *= EIGHT) mixEights(values, step);
  for (; step < end; step *= 2) mixPairs(values, step);
}

function mixEights(values: Float64Array, step: number): void {
  for (let group = 0; group < values.length; group += EIGHT * step) {
    for (let at = group; at < group + step; at += 1) {
      const a = values[at] ?? 0;
      const b = values[at + step] ?? 0;
      const c = values[at + 2 * step] ?? 0;
      const d = values[at + 3 * step] ?? 0;
      const e = values[at + 4 * step] ?? 0;
      const f = values[at + 5 * step] ?? 0;
      const g = values[at + 6 * step] ?? 0;
      const h = values[at + 7 * step] ?? 0;
      const sum0 = a + b + (c + d);
      const sum1 = a - b + (c - d);
      const sum2 = a + b - (c + d);
      const sum3 = a - b - (c - d);
      const sum4 = e + f + (g + h);
      const sum5 = e - f + (g - h);
      const sum6 = e + f - (g + h);
      const sum7 = e - f - (g - h);
      values[at] = sum0 + sum4;
      values[at + step] = sum1 + sum5;
      values[at + 2 * step] = sum2 + sum6;
      values[at + 3 * step] = sum3 + sum7;
      values[at + 4 * step] = sum0 - sum4;
      values[at + 5 * step] = sum1 - sum5;
      values[at + 6 * step] = sum2 - sum6;
      values[at + 7 * step] = sum3 - sum7;
    }
  }
}

function mixPairs(values: Float64Array, step: number): void {
  for (let group = 0; group < values.length; group += 2 * step) {
    for (let at = group; at < group + step; at += 1) {
      const first = values[at] ?? 0;
      const second = values[at + step] ?? 0;
      values[at] = first + second;
      values[at + step] = first - second;
    }
  }
}

/**
 * Multiplies values with their factors and mixes each eight neighbours: the first pass of a row, while it is converted, since a pass of
 * its own would take as long as this. The sums are those of `mixEights`; as a function of both they take a tenth longer.
 */
export function mixNeighbours(values: Float32Array, factors: Float64Array, into: Float64Array): void {
  for (let at = 0; at < into.length; at += EIGHT) {
    const a = (values[at] ?? 0) * (factors[at] ?? 0);
    const b = (values[at + 1] ?? 0) * (factors[at + 1] ?? 0);
    const c = (values[at + 2] ?? 0) * (factors[at + 2] ?? 0);
    const d = (values[at + 3] ?? 0) * (factors[at + 3] ?? 0);
    const e = (values[at + 4] ?? 0) * (factors[at + 4] ?? 0);
    const f = (values[at + 5] ?? 0) * (factors[at + 5] ?? 0);
    const g = (values[at + 6] ?? 0) * (factors[at + 6] ?? 0);
    const h = (values[at + 7] ?? 0) * (factors[at + 7] ?? 0);
    const sum0 = a + b + (c + d);
    const sum1 = a - b + (c - d);
    const sum2 = a + b - (c + d);
    const sum3 = a - b - (c - d);
    const sum4 = e + f + (g + h);
    const sum5 = e - f + (g - h);
    const sum6 = e + f - (g + h);
    const sum7 = e - f - (g - h);
    into[at] = sum0 + sum4;
    into[at + 1] = sum1 + sum5;
    into[at + 2] = sum2 + sum6;
    into[at + 3] = sum3 + sum7;
    into[at + 4] = sum0 - sum4;
    into[at + 5] = sum1 - sum5;
    into[at + 6] = sum2 - sum6;
    into[at + 7] = sum3 - sum7;
  }
}
