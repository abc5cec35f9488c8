import type { GraphBuilder } from '../graph/graph.ts';
import { EVEN_RANGE, FINER, LARGEST } from './int8-precision.ts';
import { SMALLEST } from './quantize-values.ts';

/** A matrix in whole numbers. */
export interface QuantizedRows {
  /** uint8 with the zero point `zero`: ONNX Runtime's fast kernels take these and int8 weights. */
  readonly high: string;
  /** The same rows, and behind them what rounding left of each, in `FINER` steps; null where nothing is kept of that. */
  readonly both: string | null;
  readonly zero: string;
  /** What a whole number of `high` stands for, but for the scales. */
  readonly step: number;
  /** A factor for each row, float32 [rows, 1]; null where all have the same step. */
  readonly scales: string | null;
}

/** The steps of `high` and of the finer part, and the zero points, as QuantizeLinear takes them. */
interface Steps {
  readonly first: string;
  readonly second: () => string;
  readonly zeros: string;
}

export interface RowOptions {
  /** Whole numbers that stand for a value. */
  readonly parts: 1 | 2;
  /** Factors that the rows themselves were not multiplied by, float32 [rows, 1]: the resulting scales are. */
  readonly late?: string | undefined;
}

/**
 * Quantises each row of x, float32 [rows, columns], by its largest absolute value. QuantizeLinear along the rows does it in
 * one pass, after two for the largest and the smallest value.
 */
export function addQuantizedRows(graph: GraphBuilder, x: string, { parts, late }: RowOptions): QuantizedRows {
  const along = graph.int64([1]);
  const largest = graph.node('ReduceMax', `${x}.largest`, [x, along]);
  const smallest = graph.node('ReduceMin', `${x}.smallest`, [x, along]);
  const extent = graph.node('Max', `${x}.extent`, [
    largest,
    graph.node('Neg', `${x}.opposite`, [smallest]),
    graph.float32(SMALLEST),
  ]);
  const scales = graph.node('Mul', `${x}.scales`, [extent, graph.float32(1 / LARGEST)]);
  const first = graph.node('Reshape', `${x}.steps`, [scales, graph.int64([-1])]);
  const second = (): string => graph.node('Mul', `${x}.finer`, [first, graph.float32(1 / FINER)]);
  const count = graph.node('Shape', `${x}.rows`, [first]);
  const zeros = graph.node('Expand', `${x}.zeros`, [zeroPoint(graph), count]);
  return {
    ...wholeNumbers(graph, x, parts, { first, second, zeros }),
    step: 1,
    scales: late === undefined ? scales : graph.node('Mul', `${x}.due`, [scales, late]),
  };
}

/**
 * Quantises rows whose values have the root mean square 1 and are spread evenly in two parts, all with one step; what lies
 * beyond `EVEN_RANGE` becomes its end.
 */
export function addEvenRows(graph: GraphBuilder, x: string): QuantizedRows {
  const step = EVEN_RANGE / LARGEST;
  const steps = {
    first: graph.float32(step),
    second: () => graph.float32(step / FINER),
    zeros: zeroPoint(graph),
  };
  return { ...wholeNumbers(graph, x, 2, steps), step, scales: null };
}

function wholeNumbers(
  graph: GraphBuilder,
  x: string,
  parts: 1 | 2,
  { first, second, zeros }: Steps,
): Pick<QuantizedRows, 'high' | 'both' | 'zero'> {
  const byRow = { ints: { axis: 0 } };
  const zero = zeroPoint(graph);
  const high = graph.node('QuantizeLinear', `${x}.high`, [x, first, zeros], byRow);
  if (parts === 1) return { high, both: null, zero };
  const kept = graph.node('DequantizeLinear', `${x}.kept`, [high, first, zeros], byRow);
  const rest = graph.node('Sub', `${x}.rest`, [x, kept]);
  const low = graph.node('QuantizeLinear', `${x}.low`, [rest, second(), zeros], byRow);
  return { high, both: graph.node('Concat', `${x}.both`, [high, low], { ints: { axis: 0 } }), zero };
}

/** What stands for zero in uint8. */
function zeroPoint(graph: GraphBuilder): string {
  return graph.initializer({
    kind: 'constant',
    name: 'uint8/128',
    type: 'uint8',
    shape: [],
    values: [128],
  });
}
