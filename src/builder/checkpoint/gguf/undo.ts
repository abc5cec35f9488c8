import { FormatError } from '../../../errors.ts';
import type { ValueRange } from '../checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint.ts';
import { bounded } from '../limits.ts';

/** How to take back what llama.cpp's converter did to a tensor. */
export type Undo =
  /** Where it stored each row of the published matrix. */
  | { readonly kind: 'rows'; readonly storedRow: (row: number) => number }
  /** It added one to each value. */
  | { readonly kind: 'minus one' }
  /** It turned the matrix round; a bias, which it didn't, stays as it is. */
  | { readonly kind: 'transposed' };

type Read = (range: ValueRange) => Iterable<Float32Array>;

/** The published values of a range (of whole rows, where rows were moved); `shape` is the stored one. */
export function* readUndone(
  read: Read,
  undo: Undo,
  shape: readonly number[],
  range: ValueRange = { start: 0, end: valueCount(shape) },
): Generator<Float32Array> {
  if (undo.kind === 'minus one') {
    for (const chunk of read(range)) yield chunk.map((value) => value - 1);
    return;
  }
  if (undo.kind === 'transposed') {
    yield* shape.length === 2 ? readTransposed(read, shape, range) : read(range);
    return;
  }
  const rowLength = valueCount(shape.slice(1));
  for (let row = range.start / rowLength; row < range.end / rowLength; row += 1) {
    const stored = undo.storedRow(row);
    yield* read({ start: stored * rowLength, end: (stored + 1) * rowLength });
  }
}

/** Values of a matrix that is turned round in memory: 512 MiB; GPT-2's largest has 10 million. */
const MAX_TURNED_VALUES = 2 ** 27;

/** A stored matrix [outputs, inputs] as [inputs, outputs]; it is held in memory as a whole. */
function* readTransposed(
  read: Read,
  [outputs = 0, inputs = 0]: readonly number[],
  range: ValueRange,
): Generator<Float32Array> {
  const count = bounded(
    'The number of values of a matrix to be turned round',
    outputs * inputs,
    MAX_TURNED_VALUES,
  );
  const stored = new Float32Array(count);
  let filled = 0;
  for (const chunk of read({ start: 0, end: count })) {
    stored.set(chunk, filled);
    filled += chunk.length;
  }
  for (let at = range.start; at < range.end; at += CHUNK_VALUES) {
    const values = new Float32Array(Math.min(CHUNK_VALUES, range.end - at));
    for (let index = 0; index < values.length; index += 1) {
      const value = at + index;
      values[index] = stored[(value % outputs) * inputs + Math.floor(value / outputs)] ?? 0;
    }
    yield values;
  }
}

/** Rows of a projection whose heads the converter turned for rotary by neighbours: (half, j) of a head is its 2 j + half. */
export function turnedHeads(rows: number, heads: number): Undo {
  const headRows = rows / heads;
  if (!Number.isInteger(headRows / 2)) {
    throw new FormatError(
      `${rows} rows of a projection can't be shared by ${heads} heads with rotary halves`,
    );
  }
  return {
    kind: 'rows',
    storedRow(row) {
      const inHead = row % headRows;
      const part = inHead < headRows / 2 ? 0 : 1;
      return row - inHead + 2 * (inHead - part * (headRows / 2)) + part;
    },
  };
}

/** How many heads a fused projection has. */
export interface FusedHeads {
  readonly heads: number;
  readonly keyHeads: number;
}

/**
 * Rows of a fused projection that is published in groups (the queries of a key head, the key, the value) and stored as
 * all queries, all keys, all values. With as many key heads as heads, that is one head after the other.
 */
export function groupedHeads(rows: number, { heads, keyHeads }: FusedHeads): Undo {
  const headRows = rows / (heads + 2 * keyHeads);
  const queries = heads / keyHeads;
  if (!Number.isInteger(headRows) || !Number.isInteger(queries)) {
    throw new FormatError(
      `${rows} rows of a fused projection can't be shared by ${heads} heads and ${keyHeads} key heads`,
    );
  }
  return {
    kind: 'rows',
    storedRow(row) {
      const head = Math.floor(row / headRows);
      const group = Math.floor(head / (queries + 2));
      const member = head % (queries + 2);
      const stored =
        member < queries ? group * queries + member : heads + (member - queries) * keyHeads + group;
      return stored * headRows + (row % headRows);
    },
  };
}
