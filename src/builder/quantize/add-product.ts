import type { GraphBuilder, Initializer, QuantizedPart, QuantizedSource } from '../graph/graph.ts';
import { FINER, type Parts } from './int8-precision.ts';
import type { QuantizedRows } from './add-quantized-rows.ts';

/** A matrix product with a weight of the checkpoint. */
export interface Product {
  /** Of the result too. */
  readonly name: string;
  readonly x: string;
  readonly bias: Initializer | undefined;
  readonly source: QuantizedSource;
}

/**
 * Adds the sum of the int8 products, times the scales of the rows, plus the bias. The first part of the weight comes first:
 * what its rounding leaves is found on the way.
 */
export function addProduct(
  graph: GraphBuilder,
  { name, bias, source }: Product,
  { high, both, zero, step, scales }: QuantizedRows,
  parts: Parts,
): void {
  const afterwards: (readonly [op: 'Add' | 'Mul', operand: () => string])[] = [];
  if (parts.weights === 2) {
    const rest = { x: high, step: step / FINER, part: 'low', zero, source } as const;
    afterwards.push(['Add', () => addTerm(graph, `${name}.rest`, rest)]);
  }
  if (scales !== null) afterwards.push(['Mul', () => scales]);
  if (bias !== undefined) afterwards.push(['Add', () => graph.initializer(bias)]);
  const nameOf = (done: number): string => (done === afterwards.length ? name : `${name}.${done}`);
  const fine = parts.activations === 2 ? both : null;
  const first = { x: fine ?? high, step, part: 'high', zero, source } as const;
  let value =
    fine === null
      ? addTerm(graph, nameOf(0), first)
      : joinParts(graph, nameOf(0), { products: addTerm(graph, `${name}.high`, first), source });
  for (const [done, [op, operand]] of afterwards.entries())
    value = graph.node(op, nameOf(done + 1), [value, operand()]);
}

/**
 * Adds the products of the rows' finer parts, which stand behind those of the first, to these: one pass over both, as the
 * product of a row of two factors.
 */
function joinParts(
  graph: GraphBuilder,
  name: string,
  { products, source }: { readonly products: string; readonly source: QuantizedSource },
): string {
  const factors = graph.initializer({
    kind: 'constant',
    name: 'parts/factors',
    type: 'float32',
    shape: [1, 2],
    values: [1, 1 / FINER],
  });
  const pairs = graph.node('Reshape', `${name}.pairs`, [products, graph.int64([2, -1])]);
  const sums = graph.node('MatMul', `${name}.sums`, [factors, pairs]);
  return graph.node('Reshape', name, [sums, graph.int64([-1, outputsOf(source)])]);
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
  const { name: matrix, shape, channels } = source;
  const outputs = outputsOf(source);
  const stored = (kind: QuantizedPart, size: readonly number[]): string =>
    graph.initializer({ kind: 'quantized', name: `${matrix}/${kind}`, shape: size, part: kind, source });
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
