import { describe, expect, it } from 'vitest';
import { rotateColumns, rotateRows, rotationOf } from '../../../src/builder/rotate/rotation.ts';

/** Powers of two, odd numbers, and both: SmolLM2's 576 = 9 x 64, Qwen2.5's 896 = 7 x 128. */
const SIZES = [1, 2, 3, 64, 128, 144, 576, 896, 1024];

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
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

  it('rotates columns as it rotates rows', () => {
    const width = 37;
    const columns = Float32Array.from({ length: size * width }, (_, at) => Math.sin(at * 1.7));
    const rows = columns.map((_, at) => columns[(at % size) * width + Math.floor(at / size)] ?? Number.NaN);
    rotateColumns(rotation, columns);
    rotateRows(rotation, rows);
    const differences = rows.map(
      (value, at) => value - (columns[(at % size) * width + Math.floor(at / size)] ?? Number.NaN),
    );
    expect(differences.every((value) => value === 0)).toBe(true);
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
