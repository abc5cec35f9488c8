import { z } from 'zod';

const Shapes = z.array(z.record(z.string(), z.array(z.number())));

/** An event of ONNX Runtime's profile (Chrome's trace format); durations are in microseconds. */
const TraceEvent = z.object({
  cat: z.string(),
  name: z.string(),
  dur: z.number(),
  args: z.object({
    op_name: z.string().optional(),
    input_type_shape: Shapes.optional(),
    output_type_shape: Shapes.optional(),
  }),
});
type TraceEvent = z.infer<typeof TraceEvent>;

/** In what numbers a matrix product is computed. */
export const NumberKind = z.enum(['fp32', 'int8']);
export type NumberKind = z.infer<typeof NumberKind>;

/** Operators that multiply matrices; of the last kind, the machine's own rate isn't measured. */
const PRODUCTS: Readonly<Record<string, NumberKind | null>> = {
  MatMul: 'fp32',
  FusedMatMul: 'fp32',
  Gemm: 'fp32',
  FusedGemm: 'fp32',
  MatMulInteger: 'int8',
  MatMulIntegerToFloat: 'int8',
  DynamicQuantizeMatMul: 'int8',
  QGemm: 'int8',
  QLinearMatMul: 'int8',
  MatMulNBits: null,
};

const ATTENTION = new Set([
  'Attention',
  'MultiHeadAttention',
  'GroupQueryAttention',
  'Softmax',
  'ReduceLogSumExp',
]);

/** What an operator is there for: products with weights, attention (with its products of two computed matrices), or all else. */
const Part = z.enum(['gemm', 'attention', 'rest']);
type Part = z.infer<typeof Part>;

export const OperatorSum = z.object({
  operator: z.string(),
  part: Part,
  calls: z.number(),
  seconds: z.number(),
});
type OperatorSum = z.infer<typeof OperatorSum>;

/** All products of one shape, [rows x inner] with [inner x columns]. */
export const ProductSum = z.object({
  kind: NumberKind.nullable(),
  rows: z.number(),
  inner: z.number(),
  columns: z.number(),
  calls: z.number(),
  seconds: z.number(),
  /** Of the fastest call. */
  best: z.number(),
});
export type ProductSum = z.infer<typeof ProductSum>;

/** Where the time of a session went. */
export interface GraphProfile {
  /** The slowest first. */
  readonly operators: readonly OperatorSum[];
  readonly products: readonly ProductSum[];
}

/** Sums the events of a session's profile, as parsed from its JSON, by operator, and its products with weights by shape. */
export function sumProfile(json: unknown): GraphProfile {
  const operators = new Map<string, OperatorSum>();
  const products = new Map<string, ProductSum>();
  for (const event of z.array(TraceEvent).parse(json)) {
    const operator = event.args.op_name;
    if (event.cat !== 'Node' || operator === undefined || !event.name.endsWith('_kernel_time')) continue;
    const seconds = event.dur / 1e6;
    const product = productOf(operator, event);
    const part = partOf(operator, product, event);
    const key = `${operator} ${part}`;
    const sum = operators.get(key) ?? { operator, part, calls: 0, seconds: 0 };
    operators.set(key, { ...sum, calls: sum.calls + 1, seconds: sum.seconds + seconds });
    if (product !== null) addProduct(products, product, seconds);
  }
  return {
    operators: [...operators.values()].toSorted((a, b) => b.seconds - a.seconds),
    products: [...products.values()].toSorted((a, b) => b.seconds - a.seconds),
  };
}

/** Parts that rows have in int8, at most. */
const PARTS = 2;

type Shape = Pick<ProductSum, 'kind' | 'rows' | 'inner' | 'columns'>;

/** The product with a weight that an event is of, or null. */
function productOf(operator: string, { args }: TraceEvent): Shape | null {
  const kind = PRODUCTS[operator];
  if (kind === undefined) return null;
  const [x, second = []] = (args.input_type_shape ?? []).map(shapeOf);
  const [y] = (args.output_type_shape ?? []).map(shapeOf);
  // A weight is a matrix, and once it is packed for the processor it is no input any more.
  if (x === undefined || y === undefined || second.length > 2) return null;
  // What adds the two parts of rows up (docs/precisions.md).
  if (x.at(-1) === PARTS) return null;
  const rows = x.slice(0, -1).reduce((product, size) => product * size, 1);
  return { kind, rows, inner: x.at(-1) ?? 1, columns: y.at(-1) ?? 1 };
}

function shapeOf(typed: Readonly<Record<string, number[]>>): readonly number[] {
  return Object.values(typed)[0] ?? [];
}

function partOf(operator: string, product: Shape | null, { args }: TraceEvent): Part {
  if (product !== null) return 'gemm';
  const [, second = []] = (args.input_type_shape ?? []).map(shapeOf);
  const isOfHeads = operator in PRODUCTS && second.length > 2;
  return ATTENTION.has(operator) || isOfHeads ? 'attention' : 'rest';
}

function addProduct(products: Map<string, ProductSum>, shape: Shape, seconds: number): void {
  const key = Object.values(shape).join(' ');
  const sum = products.get(key) ?? { ...shape, calls: 0, seconds: 0, best: Infinity };
  products.set(key, {
    ...sum,
    calls: sum.calls + 1,
    seconds: sum.seconds + seconds,
    best: Math.min(sum.best, seconds),
  });
}
