import type { Graph, GraphBuilder, GraphNode, Initializer } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import { addProduct, type Product } from './add-product.ts';
import type { Parts, PartsOfKinds } from './int8-precision.ts';
import { gatedProducts } from './gated-products.ts';
import { layerKinds } from './layer-kinds.ts';
import { addEvenRows, addQuantizedRows, type QuantizedRows } from './add-quantized-rows.ts';

/**
 * Replaces each product with a weight (`Gemm`) by products in int8: the weight with a scale for each output channel, its
 * other operand with one step where it is of `even` rows in two parts, and else with a scale for each row, found while the
 * graph runs and once for all products that read it; those of a gated product wait for the products behind. The last product,
 * whose results are the logits, stays in float32, since its errors fall on the answers whole, and it is computed for last
 * tokens only; so does everything else, such as embeddings, norms, biases and attention.
 */
export function quantizeGraph(graph: Graph, precision: PartsOfKinds, even: ReadonlySet<string>): Graph {
  const initializers = new Map(graph.initializers.map((one) => [one.name, one]));
  const products = graph.nodes.flatMap((node) => {
    const product = productOf(node, initializers);
    return product === null ? [] : [[node, product] as const];
  });
  const quantized = new Map(products.slice(0, -1));
  const kindOf = layerKinds(graph);
  const partsOf = (node: GraphNode): Parts => precision[kindOf(node)];
  const result = createGraph();
  const late = new Map<string, string>();
  const rowsOf = quantizedRows(result, { even, late }, (x) =>
    [...quantized.keys()].filter((node) => node.inputs[0] === x).map(partsOf),
  );
  const gatedOf = gatedProducts(graph, new Set(quantized.keys()));
  for (const info of graph.inputs) result.input(info);
  for (const node of graph.nodes) {
    const product = quantized.get(node);
    if (product === undefined) {
      copyNode(result, node, initializers);
      continue;
    }
    const rows = rowsOf(product.x);
    const gated = gatedOf(node);
    if (gated !== null && rows.scales !== null) late.set(gated, rows.scales);
    addProduct(result, product, gated === null ? rows : { ...rows, scales: null }, partsOf(node));
  }
  for (const info of graph.outputs) result.output(info);
  return result.finish();
}

interface RowFacts {
  /** Matrices whose rows may have one step. */
  readonly even: ReadonlySet<string>;
  /** Scales that the rows of a matrix are still to be multiplied by. */
  readonly late: ReadonlyMap<string, string>;
}

/**
 * Quantises each matrix once, in two parts where one of its readers asks for them. In one part even rows keep their scales: one
 * step would leave up to twice the error, most for the first token's, which all others read (docs/precisions.md).
 */
function quantizedRows(
  graph: GraphBuilder,
  { even, late }: RowFacts,
  readersOf: (x: string) => readonly Parts[],
): (x: string) => QuantizedRows {
  const known = new Map<string, QuantizedRows>();
  return (x) => {
    const parts = readersOf(x).some(({ activations }) => activations === 2) ? 2 : 1;
    const oneStep = parts === 2 && even.has(x);
    const rows =
      known.get(x) ??
      (oneStep ? addEvenRows(graph, x) : addQuantizedRows(graph, x, { parts, late: late.get(x) }));
    known.set(x, rows);
    return rows;
  };
}

function copyNode(
  graph: GraphBuilder,
  node: GraphNode,
  initializers: ReadonlyMap<string, Initializer>,
): void {
  for (const input of node.inputs) {
    const initializer = initializers.get(input);
    if (initializer !== undefined) graph.initializer(initializer);
  }
  graph.node(node.op, node.name, node.inputs, node);
}

function productOf(node: GraphNode, initializers: ReadonlyMap<string, Initializer>): Product | null {
  const [x = '', weight = '', bias = ''] = node.inputs;
  const matrix = initializers.get(weight);
  if (node.op !== 'Gemm' || !(matrix?.kind === 'tensor' || matrix?.kind === 'rows')) return null;
  const [rows = 0, columns = 0] = matrix.shape;
  const from = matrix.kind === 'rows' ? matrix.source : { tensor: matrix.name, firstRow: 0 };
  const channels = node.ints['transB'] === 1 ? 'rows' : 'columns';
  return {
    name: node.name,
    x,
    bias: initializers.get(bias),
    source: { ...from, name: matrix.name, shape: [rows, columns], channels },
  };
}
