import type { Graph, GraphNode } from '../graph/graph.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';

/**
 * What a layer does in a decoder, by which precisions choose how exactly its product is computed: it makes the values of
 * attention (or queries and keys too, where they are one layer that can't be taken apart); reads what leaves an activation
 * function; or neither.
 */
export type LayerKind = 'value' | 'narrowing' | 'other';

/** Steps that only change shapes, or cut values off. */
const SHAPING = new Set(['Clip', 'Reshape', 'Split']);

/** Activation functions, and the product of one with its gate. */
const ACTIVATION = new Set(['Gelu', 'Relu', 'Mul']);

/** The kinds of a graph's matrix products. */
export function layerKinds(graph: Graph): (layer: GraphNode) => LayerKind {
  const index = indexGraph(graph);
  const attention = graph.nodes.filter(({ op }) => op === 'Attention');
  const values = new Set(attention.map(({ inputs }) => makerOf(inputs[2], index)));
  return (layer) => {
    const maker = makerOf(layer.inputs[0], index);
    if (values.has(layer)) return 'value';
    return maker !== undefined && ACTIVATION.has(maker.op) ? 'narrowing' : 'other';
  };
}

function makerOf(name: string | undefined, index: GraphIndex): GraphNode | undefined {
  const node = index.producer(name);
  return node !== undefined && SHAPING.has(node.op) ? makerOf(node.inputs[0], index) : node;
}
