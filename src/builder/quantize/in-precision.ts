import type { Precision } from '../../precision.ts';
import type { Graph } from '../graph/graph.ts';
import { INT8_PRECISIONS } from './int8-precision.ts';
import { quantizeGraph } from './quantize-graph.ts';

/** A float32 graph as it is built in a precision. */
export function inPrecision(graph: Graph, precision: Precision): Graph {
  return precision === 'fp32' ? graph : quantizeGraph(graph, INT8_PRECISIONS[precision]);
}
