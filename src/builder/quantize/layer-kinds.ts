import type { Graph, GraphNode } from '../graph/graph.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';

/**
 * What a layer does in a decoder, by which precisions choose how exactly its product is computed: it makes the values of
 * attention (or queries and keys too, where they are one layer that can't be taken apart); makes what enters an activation function, or
 * is its gate; reads what leaves one; or none of these: it makes queries or keys, or reads what attention gives.
 */
export type LayerKind = 'value' | 'widening' | 'narrowing' | 'other';

/** Steps that only change shapes, or cut values off. */
const SHAPING = new Set(['Clip', 'Reshape', 'Split']);

/** Activation functions, the product of one with its gate, and what they are put together of. */
const ACTIVATION = new Set(['Gelu', 'Relu', 'Mul', 'Sigmoid']);

/** The kinds of a graph's matrix products. */
export function layerKinds(graph: Graph): (layer: GraphNode) => LayerKind {
  const index = indexGraph(graph);
  const attention = graph.nodes.filter(({ op }) => op === 'Attention');
  const values = new Set(attention.map(({ inputs }) => makerOf(inputs[2], index)));
  return (layer) => {
    const maker = makerOf(layer.inputs[0], index);
    if (values.has(layer)) return 'value';
    if (maker !== undefined && ACTIVATION.has(maker.op)) return 'narrowing';
    return readersOf(layer, index).some(({ op }) => ACTIVATION.has(op)) ? 'widening' : 'other';
  };
}

function makerOf(name: string | undefined, index: GraphIndex): GraphNode | undefined {
  const node = index.producer(name);
  return node !== undefined && SHAPING.has(node.op) ? makerOf(node.inputs[0], index) : node;
}

function readersOf({ outputs: [result] }: GraphNode, index: GraphIndex): readonly GraphNode[] {
  return index
    .readers(result)
    .flatMap((reader) => (SHAPING.has(reader.op) ? readersOf(reader, index) : [reader]));
}
