import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/read-whole.ts';
import type { QuantizedSource } from '../graph/graph.ts';
import type { External } from '../onnx/external-data.ts';
import type { Round } from './quantize-values.ts';
import {
  nearest,
  quantizeColumns,
  quantizeRows,
  raiseLargest,
  remainder,
  rowScales,
  scaleOf,
} from './quantize-values.ts';

/** Values that are read and rounded at a time; few enough to stay in a processor's cache between the two. */
const STEP_VALUES = 256 * 1024;

/** The values of an initializer as the data file has them, in chunks. */
export type StoredValues = (initializer: External) => Iterable<Float32Array | Int8Array>;

/**
 * Reads tensors of a checkpoint and quantises matrices on the way: each output channel by its largest absolute value,
 * rounding to the nearest. Of a matrix it holds a chunk, and its scales, which are asked for after its values.
 */
export function storedValues(checkpoint: Checkpoint): StoredValues {
  let last: { readonly tensor: string; readonly scales: Float32Array } | undefined;
  return function* (initializer) {
    if (initializer.kind === 'tensor') {
      yield* checkpoint.read(initializer.name);
      return;
    }
    const { source, part } = initializer;
    if (part === 'high' || part === 'low') {
      const scales = yield* quantize(checkpoint, source, part === 'high' ? nearest : remainder);
      last = { tensor: source.tensor, scales };
    } else if (last?.tensor !== source.tensor) {
      throw new Error(`the scales of ${source.tensor} don't follow its values`);
    } else {
      yield last.scales;
    }
  };
}

/** Yields a matrix in whole numbers and returns its scales. Those of rows are found on the way, those of columns before. */
function* quantize(
  checkpoint: Checkpoint,
  source: QuantizedSource,
  round: Round,
): Generator<Int8Array, Float32Array> {
  const [rows, columns] = source.shape;
  if (source.channels === 'columns') {
    const scales = columnScales(checkpoint, source);
    for (const { values } of wholeRows(checkpoint, source)) yield quantizeColumns(values, scales, round);
    return scales;
  }
  const scales = new Float32Array(rows);
  for (const { row, values } of wholeRows(checkpoint, source)) {
    const own = rowScales(values, columns);
    scales.set(own, row);
    yield quantizeRows(values, own, round);
  }
  return scales;
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
function* wholeRows(checkpoint: Checkpoint, { tensor, shape }: QuantizedSource): Generator<Rows> {
  const [rows, columns] = shape;
  const step = Math.max(1, Math.floor(STEP_VALUES / columns));
  for (let row = 0; row < rows; row += step) {
    const range = { start: row * columns, end: Math.min(row + step, rows) * columns };
    yield { row, values: readWhole(checkpoint, tensor, range) };
  }
}
