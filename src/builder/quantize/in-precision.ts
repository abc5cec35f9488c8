import type { Precision } from '../../precision.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Graph } from '../graph/graph.ts';
import { hiddenWidth } from '../graph/hidden-width.ts';
import { layersOfParts } from '../graph/layers-of-parts.ts';
import { onlyWantedRows } from '../graph/wanted-rows.ts';
import { evenRows, rotatedGraph, rotatedWeights } from '../rotate/index.ts';
import { int8Precision } from './int8-precision.ts';
import { quantizeGraph } from './quantize-graph.ts';

/** A float32 graph as it is built in a precision: behind its last attention, for the rows whose logits are wanted only. */
export function inPrecision(graph: Graph, precision: Precision): Graph {
  if (precision === 'fp32') return onlyWantedRows(graph);
  const narrowed = onlyWantedRows(layersOfParts(rotatedGraph(graph)));
  return quantizeGraph(narrowed, int8Precision(precision, hiddenWidth(graph)), evenRows(graph));
}

/** The values of the graph's tensors, before any is rounded. */
export function weightsInPrecision(graph: Graph, checkpoint: Checkpoint, precision: Precision): Checkpoint {
  return precision === 'fp32' ? checkpoint : rotatedWeights(graph, checkpoint);
}
