import { sha256 } from '../../fingerprint.ts';
import { EIGHT, hadamard, mixNeighbours } from './hadamard.ts';
import { hartleyMix } from './hartley.ts';

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
  /** What the matrix is multiplied by to be its own inverse. */
  readonly scale: number;
  /** Multiplies an array [size, width] by the symmetric matrix without its scale along the first dimension, in place. */
  mix(values: Float64Array, width: number): void;
  /** Puts what that leaves of a row into another, each value of which was multiplied by its factor before. */
  mixRow(row: Float32Array, factors: Float64Array, into: Float64Array): void;
  /** Rows of that matrix with its scale, which is [size, size]; `end` is exclusive. */
  matrixRows(start: number, end: number): Float32Array;
}

/** The same for the same size, always. */
export function rotationOf(size: number): Rotation {
  let power = 1;
  while (size % (2 * power) === 0) power *= 2;
  const mixGroups = hartleyMix(size / power);
  const rotation: Rotation = {
    size,
    signs: signsOf(size),
    scale: 1 / Math.sqrt(size),
    mix(values, width) {
      hadamard(values, power, width);
      if (power < size) mixGroups(values, power * width);
    },
    mixRow(row, factors, into) {
      if (power < EIGHT) {
        for (let index = 0; index < size; index += 1) into[index] = (row[index] ?? 0) * (factors[index] ?? 0);
        rotation.mix(into, 1);
        return;
      }
      mixNeighbours(row, factors, into);
      hadamard(into, power, 1, EIGHT);
      if (power < size) mixGroups(into, power);
    },
    matrixRows(start, end) {
      const rows = new Float32Array((end - start) * size);
      for (let row = start; row < end; row += 1) rows[(row - start) * size + row] = 1;
      rotateRows(rotation, rows, { factors: new Float32Array(size).fill(1) });
      return rows;
    },
  };
  return rotation;
}

export interface RowOptions {
  /** Multiplied into the values before, one for each of a row; the signs by default. */
  readonly factors?: Float32Array;
  /** Where the rotated rows are put; by default where they were. */
  readonly into?: Float32Array;
}

/** Rotates whole rows. Sums are made in float64 and rounded once. */
export function rotateRows(
  rotation: Rotation,
  rows: Float32Array,
  { factors = rotation.signs, into = rows }: RowOptions = {},
): void {
  const { size, scale } = rotation;
  const scaled = new Float64Array(factors).map((factor) => factor * scale);
  const row = new Float64Array(size);
  for (let start = 0; start < rows.length; start += size) {
    rotation.mixRow(rows.subarray(start, start + size), scaled, row);
    into.set(row, start);
  }
}

/** Columns that are mixed at a time: few enough to stay in a processor's cache. */
const LANES = 16;

/** Columns that are taken out of a matrix at a time: a few columns of each row would have it wait for memory at every row. */
const COLUMNS = 16 * LANES;

/** Rotates each column of a matrix of `rotation.size` rows, in place. */
export function rotateColumns(rotation: Rotation, matrix: Float32Array): void {
  const width = matrix.length / rotation.size;
  const block = new Float64Array(rotation.size * Math.min(COLUMNS, width));
  for (let first = 0; first < width; first += COLUMNS) {
    const columns = { first, end: Math.min(first + COLUMNS, width), width };
    takeColumns(rotation, matrix, block, columns);
    for (let lane = first; lane < columns.end; lane += LANES) {
      const [start, end] = [lane - first, Math.min(lane + LANES, columns.end) - first];
      rotation.mix(block.subarray(start * rotation.size, end * rotation.size), end - start);
    }
    putColumns(rotation, matrix, block, columns);
  }
}

/** Some columns of a matrix of rows of `width` values. */
interface Columns {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  readonly width: number;
}

/** Puts columns, with their signs and scaled, into a block: an array [size, lanes] of each `LANES` of them, one behind the other. */
function takeColumns(
  { size, signs, scale }: Rotation,
  matrix: Float32Array,
  block: Float64Array,
  { first, end, width }: Columns,
): void {
  for (let row = 0; row < size; row += 1) {
    const factor = (signs[row] ?? 0) * scale;
    for (let lane = first; lane < end; lane += LANES) {
      const count = Math.min(LANES, end - lane);
      const from = row * width + lane;
      const into = (lane - first) * size + row * count;
      for (let column = 0; column < count; column += 1)
        block[into + column] = (matrix[from + column] ?? 0) * factor;
    }
  }
}

/** Puts the columns of a block back where they were. */
function putColumns(
  { size }: Rotation,
  matrix: Float32Array,
  block: Float64Array,
  { first, end, width }: Columns,
): void {
  for (let row = 0; row < size; row += 1) {
    for (let lane = first; lane < end; lane += LANES) {
      const count = Math.min(LANES, end - lane);
      const into = row * width + lane;
      const from = (lane - first) * size + row * count;
      for (let column = 0; column < count; column += 1) matrix[into + column] = block[from + column] ?? 0;
    }
  }
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
