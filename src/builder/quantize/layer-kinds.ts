import type { Graph, GraphNode } from '../graph/graph.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';

/**
 * What a layer does in a decoder, by which precisions choose how exactly its product is computed: it makes the values of
 * attention (or queries and keys too, where they are one layer); gives what enters an activation function; reads what leaves
 * one; or none of these.
 */
export type LayerKind = 'value' | 'widening' | 'narrowing' | 'other';

/** Steps that only change shapes. */
const SHAPING = new Set(['Reshape', 'Split']);

/** Activation functions, and the product of one with its gate. */
const ACTIVATION = new Set(['Gelu', 'Relu', 'Sigmoid', 'Mul']);

/** The kinds of a graph's matrix products. */
export function layerKinds(graph: Graph): (layer: GraphNode) => LayerKind {
  const index = indexGraph(graph);
  const attention = graph.nodes.filter(({ op }) => op === 'Attention');
  const values = new Set(attention.map(({ inputs }) => makerOf(inputs[2], index)));
  return (layer) => {
    const maker = makerOf(layer.inputs[0], index);
    if (values.has(layer)) return 'value';
    if (maker !== undefined && ACTIVATION.has(maker.op)) return 'narrowing';
    return entersActivation(layer, index) ? 'widening' : 'other';
  };
}

function makerOf(name: string | undefined, index: GraphIndex): GraphNode | undefined {
  const node = index.producer(name);
  return node !== undefined && SHAPING.has(node.op) ? makerOf(node.inputs[0], index) : node;
}

function entersActivation({ outputs }: GraphNode, index: GraphIndex): boolean {
  return outputs
    .flatMap((name) => index.readers(name))
    .some((node) => ACTIVATION.has(node.op) || (node.op === 'Split' && entersActivation(node, index)));
}
