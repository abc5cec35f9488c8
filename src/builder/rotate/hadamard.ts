/**
 * Multiplies an array [count, size, width] by the Hadamard matrix of `size`, a power of two, along its second dimension, in
 * place and without the matrix's scale. Eight values are taken at a time, which are as many as a processor's registers hold.
 */
export function hadamard(values: Float64Array, size: number, width: number): void {
  const end = size * width;
  let step = width;
  for (; 8 * step <= end; step *= 8) mixEights(values, step);
  for (; step < end; step *= 2) mixPairs(values, step);
}

function mixEights(values: Float64Array, step: number): void {
  for (let group = 0; group < values.length; group += 8 * step) {
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
