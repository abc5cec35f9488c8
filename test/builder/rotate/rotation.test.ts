import { describe, expect, it } from 'vitest';
import { rotateColumns, rotateRows, rotationOf } from '../../../src/builder/rotate/rotation.ts';

/** Powers of two, odd numbers, and both: SmolLM2's 576 = 9 x 64, Qwen2.5's 896 = 7 x 128. */
const SIZES = [1, 2, 3, 6, 15, 64, 128, 144, 576, 896, 1024];

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}

/** An entry of the Kronecker product of a Hartley and a Hadamard matrix, by their definitions. */
function entry(size: number, row: number, column: number): number {
  let power = 1;
  while (size % (2 * power) === 0) power *= 2;
  const angle = (2 * Math.PI * Math.floor(row / power) * Math.floor(column / power) * power) / size;
  let both = row & column & (power - 1);
  let sign = 1;
  for (; both > 0; both &= both - 1) sign = -sign;
  return (sign * (Math.cos(angle) + Math.sin(angle))) / Math.sqrt(size);
}

function distance(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? Number.NaN))), 0);
}

describe.each(SIZES)('the rotation of %i values', (size) => {
  const rotation = rotationOf(size);
  const matrix = identity(size);
  rotateRows(rotation, matrix);

  it('is an orthogonal matrix', () => {
    let worst = 0;
    for (let row = 0; row < size; row += Math.ceil(size / 40)) {
      for (let other = 0; other < size; other += 1) {
        let product = 0;
        for (let at = 0; at < size; at += 1)
          product += (matrix[row * size + at] ?? 0) * (matrix[other * size + at] ?? 0);
        worst = Math.max(worst, Math.abs(product - (row === other ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('spreads each value over all others', () => {
    const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Hadamard alone: 1 / sqrt(size); cos + sin are up to sqrt(2).
    expect(largest).toBeLessThanOrEqual(1.4143 / Math.sqrt(size));
  });

  // Fewer columns than are taken out of a matrix at a time, and more.
  it.each([37, 300])('rotates %i columns as it rotates rows', (width) => {
    const columns = Float32Array.from({ length: size * width }, (_, at) => Math.sin(at * 1.7));
    const rows = columns.map((_, at) => columns[(at % size) * width + Math.floor(at / size)] ?? Number.NaN);
    rotateColumns(rotation, columns);
    rotateRows(rotation, rows);
    const differences = rows.map(
      (value, at) => value - (columns[(at % size) * width + Math.floor(at / size)] ?? Number.NaN),
    );
    expect(differences.every((value) => value === 0)).toBe(true);
  });

  it('is the product with its signs and its matrix, summed in float64 and rounded once', () => {
    const { signs } = rotation;
    const rows = Float32Array.from({ length: size }, (_, at) => Math.sin(at * 1.3) * (1 + (at % 7)));
    const rotated = rows.slice();
    rotateRows(rotation, rotated);
    let wrong = 0;
    for (const [at, value] of rotated.entries()) {
      let [sum, extent] = [0, 0];
      for (let index = 0; index < size; index += 1) {
        const term = (rows[index] ?? 0) * (signs[index] ?? 0) * entry(size, index, at);
        sum += term;
        extent += Math.abs(term);
      }
      // Half a step of float32, and what sums of float64 may differ by.
      if (!(Math.abs(value - sum) <= 2 ** -24 * Math.abs(sum) + 1e-14 * extent)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  it('has a matrix, by any of its rows, that is its own inverse', () => {
    const unsigned = { factors: new Float32Array(size).fill(1) };
    for (const row of new Set([0, Math.floor(size / 2), size - 1])) {
      const mixed = rotation.matrixRows(row, row + 1);
      const expected = mixed.map((_, column) => entry(size, row, column));
      expect(distance(mixed, expected)).toBeLessThan(1e-7);
      rotateRows(rotation, mixed, unsigned);
      expect(
        distance(
          mixed,
          mixed.map((_, column) => (column === row ? 1 : 0)),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  it('puts rotated rows elsewhere without a change of the first', () => {
    const rows = identity(size);
    const into = new Float32Array(rows.length);
    rotateRows(rotation, rows, { into });
    expect(distance(rows, identity(size))).toBe(0);
    expect(distance(into, matrix)).toBe(0);
  });

  it('is the same each time', () => {
    const again = identity(size);
    rotateRows(rotationOf(size), again);
    expect(Buffer.compare(Buffer.from(again.buffer), Buffer.from(matrix.buffer))).toBe(0);
  });
});

describe('the signs', () => {
  it('are as many of one kind as of the other, nearly', () => {
    const { signs } = rotationOf(4096);
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(4 * Math.sqrt(4096));
    expect(signs.every((sign) => Math.abs(sign) === 1)).toBe(true);
  });
});
