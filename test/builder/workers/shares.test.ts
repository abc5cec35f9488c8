import { describe, expect, it } from 'vitest';
import type { DataLayout, External } from '../../../src/builder/onnx/external-data.ts';
import { shareOut } from '../../../src/builder/workers/shares.ts';

/** A layout like a decoder's: an embedding, then layers of two matrices and a bias. */
function layoutOf(layers: number): DataLayout {
  const initializers: External[] = [{ kind: 'tensor', name: 'embedding', shape: [50_000, 300] }];
  for (let layer = 0; layer < layers; layer += 1) {
    for (const [tensor, rows] of [
      [`${layer}.a`, 4000],
      [`${layer}.b`, 1000],
    ] as const) {
      const source = { name: tensor, tensor, firstRow: 0, shape: [rows, 500], channels: 'rows' } as const;
      for (const part of ['high', 'scales', 'low'] as const) {
        const shape = part === 'scales' ? [rows] : [rows, 500];
        initializers.push({ kind: 'quantized', name: `${tensor}/${part}`, shape, part, source });
      }
    }
    initializers.push({ kind: 'tensor', name: `${layer}.bias`, shape: [500] });
  }
  const entries = initializers.map((initializer) => {
    const width = initializer.kind === 'quantized' && initializer.part !== 'scales' ? 1 : 4;
    const length = initializer.shape.reduce((product, size) => product * size, 1) * width;
    return { initializer, offset: 0, length };
  });
  return { entries, length: 0 };
}

describe('the shares of several workers', () => {
  const layout = layoutOf(10);
  const shares = shareOut(layout, 3);

  it('are the whole layout in its order, in rows that follow each other', () => {
    const expected = layout.entries.map(({ initializer, length }) => [initializer.name, length]);
    const lengths = new Map<string, number>();
    for (const { initializer, range, bytes } of shares) {
      const before = lengths.get(initializer.name) ?? 0;
      if (range !== undefined) {
        expect([range.start * 4, range.start % 300, range.end % 300]).toEqual([before, 0, 0]);
        expect(bytes).toBe((range.end - range.start) * 4);
      }
      lengths.set(initializer.name, before + bytes);
    }
    expect([...lengths]).toEqual(expected);
  });

  it('give one worker all parts of a matrix', () => {
    const workers = new Map<string, Set<number>>();
    for (const { initializer, worker } of shares) {
      if (initializer.kind !== 'quantized') continue;
      const { tensor } = initializer.source;
      workers.set(tensor, (workers.get(tensor) ?? new Set()).add(worker));
    }
    expect([...workers.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it('are of much the same size', () => {
    const loads = [0, 0, 0];
    for (const { worker, bytes } of shares) loads[worker] = (loads[worker] ?? 0) + bytes;
    expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(2);
  });
});
