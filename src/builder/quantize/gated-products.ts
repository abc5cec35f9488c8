import type { Graph, GraphNode } from '../graph/graph.ts';
import { indexGraph } from '../graph/graph-index.ts';

/**
 * Finds the products whose results are only multiplied with others, value by value, for products with weights that alone read
 * that: gives the name of what these read. A factor of a row of such a result can wait until it is one of theirs.
 */
export function gatedProducts(
  graph: Graph,
  products: ReadonlySet<GraphNode>,
): (product: GraphNode) => string | null {
  const index = indexGraph(graph);
  return ({ outputs: [result], inputs: [, , bias] }) => {
    const gate = index.onlyReader(result);
    if (gate?.op !== 'Mul' || bias !== undefined) return null;
    const others = gate.inputs.filter((name) => name !== result).map((name) => index.producer(name));
    const readers = index.readers(gate.outputs[0]);
    const isAlone = others.every((other) => other !== undefined && !products.has(other));
    return isAlone && readers.length > 0 && readers.every((reader) => products.has(reader))
      ? (gate.outputs[0] ?? null)
      : null;
  };
}
