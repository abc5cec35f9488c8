import { CHUNK_VALUES, valueCount, type ValueRange } from '../checkpoint/checkpoint.ts';
import type { QuantizedSource } from '../graph/graph.ts';
import type { DataLayout, External, Placed } from '../onnx/external-data.ts';

/** What one worker makes of the data file at a time: an initializer, or some rows of one that is stored as it is. */
export interface Share {
  readonly worker: number;
  readonly initializer: External;
  readonly range: ValueRange | undefined;
  readonly bytes: number;
}

/** Values of a share of a matrix that is stored as it is: a whole embedding would keep the other workers waiting. */
const SHARE_VALUES = 16 * CHUNK_VALUES;

/**
 * Shares the initializers out in the data file's order, each to the worker with the least to do so far; scales and second
 * parts to the worker of the first part, which finds them on its way. Everybody who asks gets the same shares.
 */
export function shareOut({ entries }: DataLayout, workers: number): readonly Share[] {
  const loads = Array.from({ length: workers }, () => 0);
  const owners = new Map<QuantizedSource, number>();
  return entries.flatMap((placed) => {
    const { initializer } = placed;
    const source = initializer.kind === 'quantized' ? initializer.source : undefined;
    return rangesOf(placed).map(({ range, count, bytes }) => {
      const worker =
        (source === undefined ? undefined : owners.get(source)) ?? loads.indexOf(Math.min(...loads));
      if (source !== undefined) owners.set(source, worker);
      loads[worker] = (loads[worker] ?? 0) + count;
      return { worker, initializer, range, bytes };
    });
  });
}

function rangesOf({ initializer: { kind, shape }, length }: Placed): readonly {
  readonly range: ValueRange | undefined;
  readonly count: number;
  readonly bytes: number;
}[] {
  const count = valueCount(shape);
  const [, columns = 1] = shape;
  if (kind === 'quantized' || shape.length !== 2 || count <= SHARE_VALUES)
    return [{ range: undefined, count, bytes: length }];
  const step = Math.max(1, Math.floor(SHARE_VALUES / columns)) * columns;
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => {
    const range = { start: index * step, end: Math.min((index + 1) * step, count) };
    const size = range.end - range.start;
    return { range, count: size, bytes: (length / count) * size };
  });
}
