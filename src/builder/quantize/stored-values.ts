import { type Checkpoint, valueCount, type ValueRange } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/read-whole.ts';
import type { QuantizedSource } from '../graph/graph.ts';
import type { External } from '../onnx/external-data.ts';
import { quantizeColumns, quantizeRows, raiseLargest, rowScales, scaleOf } from './quantize-values.ts';

/** Values that are read and rounded at a time; few enough to stay in a processor's cache between the two. */
const STEP_VALUES = 256 * 1024;

/**
 * The values of an initializer as the data file has them, in chunks, each valid until the next is asked for: all, or a range
 * of whole rows of a tensor that is not quantised.
 */
export type StoredValues = (initializer: External, range?: ValueRange) => Iterable<Float32Array | Int8Array>;

/** What of a matrix is found on the way through its values and asked for after them. */
interface Held {
  readonly source: QuantizedSource;
  readonly scales: Float32Array;
  /** What rounding left of each value, in finer steps; empty where nobody asks for it. */
  readonly low: Int8Array;
}

/**
 * Reads tensors of a checkpoint and quantises matrices on the way: each output channel by its largest absolute value,
 * rounding to the nearest. Of a matrix it holds a chunk, and its scales and low part, which are asked for after its high
 * part; `initializers` are all that will be.
 */
export function storedValues(checkpoint: Checkpoint, initializers: readonly External[]): StoredValues {
  const fine = new Set(
    initializers.map((one) => (one.kind === 'quantized' && one.part === 'low' ? one.source : null)),
  );
  let held: Held | undefined;
  return function* (initializer, range) {
    if (initializer.kind !== 'quantized') {
      yield* initializer.kind === 'tensor'
        ? checkpoint.read(initializer.name, range)
        : checkpoint.read(initializer.source.tensor, rangeOfRows(initializer, range));
      return;
    }
    const { source, part } = initializer;
    if (part === 'high') held = yield* quantize(checkpoint, source, fine.has(source));
    else if (held?.source !== source) throw new Error(`${initializer.name} doesn't follow its high part`);
    else yield held[part];
  };
}

/** Yields a matrix in whole numbers. The scales of rows are found on the way, those of columns before. */
function* quantize(
  checkpoint: Checkpoint,
  source: QuantizedSource,
  fine: boolean,
): Generator<Int8Array, Held> {
  const [rows, columns] = source.shape;
  const byRow = source.channels === 'rows';
  const scales = byRow ? new Float32Array(rows) : columnScales(checkpoint, source);
  const low = new Int8Array(fine ? rows * columns : 0);
  const room = new Int8Array(Math.max(STEP_VALUES, columns));
  for (const { row, values } of wholeRows(checkpoint, source)) {
    const start = row * columns;
    const high = room.subarray(0, values.length);
    const parts = { high, low: fine ? low.subarray(start, start + values.length) : null };
    if (byRow) {
      const own = rowScales(values, columns);
      scales.set(own, row);
      quantizeRows(values, own, parts);
    } else {
      quantizeColumns(values, scales, parts);
    }
    yield high;
  }
  return { source, scales, low };
}

function columnScales(checkpoint: Checkpoint, source: QuantizedSource): Float32Array {
  const largest = new Float32Array(source.shape[1]);
  for (const { values } of wholeRows(checkpoint, source)) raiseLargest(largest, values);
  return largest.map(scaleOf);
}

interface Rows {
  /** Of the first of them. */
  readonly row: number;
  readonly values: Float32Array;
}

/** A matrix in chunks of whole rows. */
function* wholeRows(checkpoint: Checkpoint, { tensor, firstRow, shape }: QuantizedSource): Generator<Rows> {
  const [rows, columns] = shape;
  const step = Math.max(1, Math.floor(STEP_VALUES / columns));
  for (let row = 0; row < rows; row += step) {
    const end = Math.min(row + step, rows);
    const range = { start: (firstRow + row) * columns, end: (firstRow + end) * columns };
    yield { row, values: readWhole(checkpoint, tensor, range) };
  }
}

/** Where in its tensor a range of some of its rows lies; all of them without a range. */
function rangeOfRows(
  { shape, source: { firstRow } }: Extract<External, { kind: 'rows' }>,
  range: ValueRange = { start: 0, end: valueCount(shape) },
): ValueRange {
  const before = firstRow * valueCount(shape.slice(1));
  return { start: before + range.start, end: before + range.end };
}
