import type { GraphBuilder } from '../graph/graph.ts';
import { FINER, LARGEST } from './int8-precision.ts';

/** A matrix in whole numbers, times a scale for each row. */
export interface QuantizedRows {
  /** uint8 with the zero point `zero`: ONNX Runtime's fast kernels take these and int8 weights. */
  readonly high: string;
  /** The same rows, and behind them what rounding left of each, in `FINER` steps; null where nothing is kept of that. */
  readonly both: string | null;
  readonly zero: string;
  /** float32 [rows, 1]. */
  readonly scales: string;
}

/** Keeps the scale of a row of zeros away from zero. */
const SMALLEST = 1e-30;

/**
 * Quantises each row of x, float32 [rows, columns], by its largest absolute value. QuantizeLinear along the rows does it in
 * one pass, after two for the largest and the smallest value.
 */
export function quantizeRows(graph: GraphBuilder, x: string, parts: 1 | 2): QuantizedRows {
  const along = graph.int64([1]);
  const largest = graph.node('ReduceMax', `${x}.largest`, [x, along]);
  const smallest = graph.node('ReduceMin', `${x}.smallest`, [x, along]);
  const extent = graph.node('Max', `${x}.extent`, [
    largest,
    graph.node('Neg', `${x}.opposite`, [smallest]),
    graph.float32(SMALLEST),
  ]);
  const scales = graph.node('Mul', `${x}.scales`, [extent, graph.float32(1 / LARGEST)]);
  const steps = graph.node('Reshape', `${x}.steps`, [scales, graph.int64([-1])]);
  const zero = uint8(graph, 128);
  const zeros = graph.node('Expand', `${x}.zeros`, [zero, graph.node('Shape', `${x}.rows`, [steps])]);
  const byRow = { ints: { axis: 0 } };
  const high = graph.node('QuantizeLinear', `${x}.high`, [x, steps, zeros], byRow);
  if (parts === 1) return { high, both: null, zero, scales };
  const kept = graph.node('DequantizeLinear', `${x}.kept`, [high, steps, zeros], byRow);
  const rest = graph.node('Sub', `${x}.rest`, [x, kept]);
  const finer = graph.node('Mul', `${x}.finer`, [steps, graph.float32(1 / FINER)]);
  const low = graph.node('QuantizeLinear', `${x}.low`, [rest, finer, zeros], byRow);
  const both = graph.node('Concat', `${x}.both`, [high, low], { ints: { axis: 0 } });
  return { high, both, zero, scales };
}

function uint8(graph: GraphBuilder, value: number): string {
  return graph.initializer({
    kind: 'constant',
    name: `uint8/${value}`,
    type: 'uint8',
    shape: [],
    values: [value],
  });
}
