import { sha256 } from '../../fingerprint.ts';

/**
 * A randomised Hadamard rotation of vectors with `size` values: their signs, then a matrix that is symmetric and its own
 * inverse and mixes all of them, so that no single value stays far above the others (QuIP#, Tseng et al., 2024; QuaRot,
 * Ashkboos et al., 2024). For `size` = m 2^k with m odd the matrix is the Kronecker product of the Hartley matrix of m and
 * the Hadamard matrix of 2^k.
 */
export interface Rotation {
  readonly size: number;
  /** 1 or -1 for each value. */
  readonly signs: Float32Array;
  /** Multiplies whole rows of `size` values by the symmetric matrix, in place. */
  mix(rows: Float32Array): void;
  /** That matrix, [size, size]. */
  matrix(): Float32Array;
}

/** The same for the same size, always. */
export function rotationOf(size: number): Rotation {
  let power = 1;
  while (size % (2 * power) === 0) power *= 2;
  const hartley = hartleyMatrix(size / power);
  const scale = 1 / Math.sqrt(size);
  function mix(rows: Float32Array): void {
    for (let start = 0; start < rows.length; start += power) hadamard(rows, start, start + power);
    if (power < size) mixGroups(rows, power, hartley);
    for (let index = 0; index < rows.length; index += 1) rows[index] = (rows[index] ?? 0) * scale;
  }
  return {
    size,
    signs: signsOf(size),
    mix,
    matrix() {
      const rows = new Float32Array(size * size);
      for (let index = 0; index < size; index += 1) rows[index * size + index] = 1;
      mix(rows);
      return rows;
    },
  };
}

/** Rotates whole rows, in place. `factors` are multiplied into the values before, one for each of a row. */
export function rotateRows(rotation: Rotation, rows: Float32Array, factors = rotation.signs): void {
  const { size } = rotation;
  for (let start = 0; start < rows.length; start += size) {
    for (let index = 0; index < size; index += 1)
      rows[start + index] = (rows[start + index] ?? 0) * (factors[index] ?? 0);
  }
  rotation.mix(rows);
}

/** Columns that are turned into rows and back at a time. */
const COLUMNS = 16;

/** Rotates each column of a matrix of `rotation.size` rows, in place. */
export function rotateColumns(rotation: Rotation, matrix: Float32Array): void {
  const { size } = rotation;
  const width = matrix.length / size;
  for (let first = 0; first < width; first += COLUMNS) {
    const count = Math.min(COLUMNS, width - first);
    const rows = new Float32Array(count * size);
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < count; column += 1)
        rows[column * size + row] = matrix[row * width + first + column] ?? 0;
    }
    rotateRows(rotation, rows);
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < count; column += 1)
        matrix[row * width + first + column] = rows[column * size + row] ?? 0;
    }
  }
}

/** Multiplies values by the Hadamard matrix without its scale: four values at a time, which are read half as often. */
function hadamard(values: Float32Array, start: number, end: number): void {
  let step = 1;
  for (; start + 4 * step <= end; step *= 4) {
    for (let group = start; group < end; group += 4 * step) {
      for (let at = group; at < group + step; at += 1) {
        const first = values[at] ?? 0;
        const second = values[at + step] ?? 0;
        const third = values[at + 2 * step] ?? 0;
        const fourth = values[at + 3 * step] ?? 0;
        const sum = first + second;
        const difference = first - second;
        const otherSum = third + fourth;
        const otherDifference = third - fourth;
        values[at] = sum + otherSum;
        values[at + step] = difference + otherDifference;
        values[at + 2 * step] = sum - otherSum;
        values[at + 3 * step] = difference - otherDifference;
      }
    }
  }
  if (start + step === end) return;
  for (let at = start; at < start + step; at += 1) {
    const first = values[at] ?? 0;
    const second = values[at + step] ?? 0;
    values[at] = first + second;
    values[at + step] = first - second;
  }
}

/** Multiplies groups of values, as many as the matrix has rows, by the matrix; each group is `width` wide. */
function mixGroups(values: Float32Array, width: number, matrix: Float32Array): void {
  const count = Math.sqrt(matrix.length);
  const size = count * width;
  const row = new Float32Array(size);
  for (let start = 0; start < values.length; start += size) {
    row.set(values.subarray(start, start + size));
    values.fill(0, start, start + size);
    for (let index = 0; index < matrix.length; index += 1) {
      const factor = matrix[index] ?? 0;
      const result = start + Math.floor(index / count) * width;
      const source = (index % count) * width;
      for (let at = 0; at < width; at += 1)
        values[result + at] = (values[result + at] ?? 0) + factor * (row[source + at] ?? 0);
    }
  }
}

/** cos + sin of 2 pi i j / count: times 1 / sqrt(count), it is symmetric and its own inverse. */
function hartleyMatrix(count: number): Float32Array {
  return Float32Array.from({ length: count * count }, (_, index) => {
    const angle = (2 * Math.PI * ((Math.floor(index / count) * (index % count)) % count)) / count;
    return Math.cos(angle) + Math.sin(angle);
  });
}

/** Binary digits of a hash in hexadecimal. */
const DIGITS = 256;

function signsOf(size: number): Float32Array {
  const hashes = Array.from({ length: Math.ceil(size / DIGITS) }, (_, index) => sha256(String(index)));
  return Float32Array.from({ length: size }, (_, index) => {
    const digit = Number.parseInt(hashes[Math.floor(index / DIGITS)]?.[(index % DIGITS) >> 2] ?? '', 16);
    return (digit >> (index & 3)) & 1 ? -1 : 1;
  });
}
