import type {
  Graph,
  GraphBuilder,
  GraphNode,
  Initializer,
  QuantizedPart,
  QuantizedSource,
} from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import { FINER, type Parts } from './int8-precision.ts';
import { type LayerKind, layerKinds } from './layer-kinds.ts';
import { quantizeRows, type QuantizedRows } from './quantize-rows.ts';

/** A matrix product with a weight of the checkpoint. */
interface Product {
  readonly node: GraphNode;
  readonly x: string;
  readonly bias: string | undefined;
  readonly source: QuantizedSource;
}

/**
 * Replaces each product with a weight (`Gemm`) by products in int8: the weight with a scale for each output channel, its
 * other operand with a scale for each row, found while the graph runs and once for all products that read it. The last
 * product, whose results are the logits, stays in float32, since its errors fall on the answers whole, and it is computed for
 * last tokens only; so does everything else, such as embeddings, norms, biases and attention.
 */
export function quantizeGraph(graph: Graph, precision: Readonly<Record<LayerKind, Parts>>): Graph {
  const initializers = new Map(graph.initializers.map((one) => [one.name, one]));
  const products = graph.nodes.filter((node) => productOf(node, initializers) !== null);
  const last = products.at(-1);
  const kindOf = layerKinds(graph);
  const partsOf = (node: GraphNode): Parts => precision[kindOf(node)];
  const fine = new Set(
    products.filter((node) => partsOf(node).activations === 2).map(({ inputs }) => inputs[0]),
  );
  const result = createGraph();
  const rows = new Map<string, QuantizedRows>();
  for (const info of graph.inputs) result.input(info);
  for (const node of graph.nodes) {
    const product = productOf(node, initializers);
    if (product === null || node === last) {
      copyNode(result, node, initializers);
      continue;
    }
    const { x } = product;
    const quantized = rows.get(x) ?? quantizeRows(result, x, fine.has(x) ? 2 : 1);
    rows.set(x, quantized);
    addProduct(result, product, quantized, partsOf(node));
  }
  for (const info of graph.outputs) result.output(info);
  return result.finish();
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
  const [x = '', weight = '', bias] = node.inputs;
  const tensor = initializers.get(weight);
  if (node.op !== 'Gemm' || tensor?.kind !== 'tensor') return null;
  const [rows = 0, columns = 0] = tensor.shape;
  const channels = node.ints['transB'] === 1 ? 'rows' : 'columns';
  return { node, x, bias, source: { tensor: weight, shape: [rows, columns], channels } };
}

/** Adds the sum of the int8 products, times the row scales, plus the bias. */
function addProduct(
  graph: GraphBuilder,
  { node: { name, outputs }, bias, source }: Product,
  rows: QuantizedRows,
  parts: Parts,
): void {
  const both = parts.activations === 2 ? rows.both : null;
  const high = addTerm(graph, `${name}.high`, {
    x: both ?? rows.high,
    step: 1,
    part: 'high',
    zero: rows.zero,
    source,
  });
  const terms = both === null ? [high] : halves(graph, high);
  if (parts.weights === 2)
    terms.push(
      addTerm(graph, `${name}.rest`, { x: rows.high, step: 1 / FINER, part: 'low', zero: rows.zero, source }),
    );
  const sum = terms.reduce((total, term, index) => graph.node('Add', `${name}.sum${index}`, [total, term]));
  const result = { outputs };
  if (bias === undefined) {
    graph.node('Mul', name, [sum, rows.scales], result);
    return;
  }
  const scaled = graph.node('Mul', `${name}.scaled`, [sum, rows.scales]);
  graph.node('Add', name, [scaled, graph.tensor(bias, [outputsOf(source)])], result);
}

/** Takes the products of both parts of the rows apart, with the steps of the first. */
function halves(graph: GraphBuilder, products: string): string[] {
  const [high, low] = [`${products}.first`, `${products}.second`] as const;
  graph.node('Split', `${products}.split`, [products], {
    ints: { axis: 0, num_outputs: 2 },
    outputs: [high, low],
  });
  return [high, graph.node('Mul', `${products}.finer`, [low, graph.float32(1 / FINER)])];
}

interface Term {
  /** Quantised activations, and what their steps are to be multiplied with. */
  readonly x: string;
  readonly step: number;
  readonly part: 'high' | 'low';
  readonly zero: string;
  readonly source: QuantizedSource;
}

/**
 * Adds a product of whole numbers, with the scales of the output channels. Where a processor asks for unsigned weights, ONNX
 * Runtime rewrites weight and zeros, and can do so once: no other product may read them.
 */
function addTerm(graph: GraphBuilder, name: string, { x, step, part, zero, source }: Term): string {
  const { tensor, shape, channels } = source;
  const outputs = outputsOf(source);
  const stored = (kind: QuantizedPart, size: readonly number[]): string =>
    graph.initializer({ kind: 'quantized', name: `${tensor}/${kind}`, shape: size, part: kind, source });
  const weight = stored(part, shape);
  const scales = stored('scales', [outputs]);
  const zeros = graph.initializer({
    kind: 'constant',
    name: `${weight}/zeros`,
    type: 'int8',
    shape: [outputs],
    values: Array.from({ length: outputs }, () => 0),
  });
  return graph.node('QGemm', name, [x, graph.float32(step), zero, weight, scales, zeros], {
    domain: 'com.microsoft',
    ints: { transB: channels === 'rows' ? 1 : 0 },
  });
}

function outputsOf({ shape: [rows, columns], channels }: QuantizedSource): number {
  return channels === 'rows' ? rows : columns;
}
