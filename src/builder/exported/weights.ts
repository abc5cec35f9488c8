import { valueCount } from '../checkpoint/checkpoint.ts';
import { bounded, checkedShape } from '../checkpoint/limits.ts';
import type { StoredNode } from './graph-content.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** What the weights of a graph are. */
export interface GraphWeights {
  /** Values, each as often as the graph stores it; scales and tables of positions are none. */
  readonly parameterCount: number;
  /** Element types by their values, largest share first. */
  readonly dtypes: readonly { readonly dtype: string; readonly values: number }[];
  /** What most weights of the matrix products are: `fp32`, `fp16`, `int8`, `q4`, `q4f16`, …; as transformers.js calls them. */
  readonly precision: string;
  /** Values of 16 bits that ONNX Runtime holds in 32 on a processor (measured with 1.30): all but tables that rows are taken from. */
  readonly widened: number;
  /** Rows and columns of the matrices of products, each number once. */
  readonly widths: ReadonlySet<number>;
}

/** The format's numbers of the element types that weights have. Whole numbers of 32 and 64 bits are shapes and indices. */
const DTYPES: Readonly<Record<number, string>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  10: 'F16',
  11: 'F64',
  16: 'BF16',
  17: 'F8',
  18: 'F8',
  19: 'F8',
  20: 'F8',
  21: 'U4',
  22: 'I4',
};

const PRECISIONS: Readonly<Record<string, string>> = {
  F64: 'fp64',
  F32: 'fp32',
  F16: 'fp16',
  BF16: 'bf16',
  F8: 'fp8',
  I8: 'int8',
  U8: 'uint8',
  I4: 'q4',
  U4: 'q4',
};

/** How an operator uses its inputs, by their position. */
interface Operands {
  /** Scales, zero points and tables of sines: no weights. */
  readonly others: readonly number[];
  /** A weight whose values are packed into bytes. */
  readonly packed?: number;
  /** A table that rows are taken from, which quantised graphs often keep as it was. */
  readonly table?: number;
}

const OPERANDS: Readonly<Record<string, Operands>> = {
  MatMulNBits: { packed: 1, others: [2, 3, 4] },
  MatMulBnb4: { packed: 1, others: [2] },
  GatherBlockQuantized: { packed: 0, table: 0, others: [2, 3] },
  Gather: { table: 0, others: [] },
  DequantizeLinear: { others: [1, 2] },
  MatMulInteger: { others: [2, 3] },
  DynamicQuantizeMatMul: { others: [2, 3] },
  MatMulIntegerToFloat: { others: [2, 3, 4, 5] },
  RotaryEmbedding: { others: [1, 2, 3] },
  GroupQueryAttention: { others: [7, 8] },
};

interface Weight {
  readonly dtype: string;
  readonly values: number;
  /** Of a matrix: rows and columns. */
  readonly widths: readonly number[];
  readonly isTable: boolean;
}

/** What is counted. */
interface Counted {
  readonly tensors: readonly Pick<StoredTensor, 'name' | 'type' | 'shape'>[];
  readonly nodes: readonly StoredNode[];
}

/** Counts the weights of a graph and tells what they are. Single values are constants of formulas and no weights. */
export function graphWeights({ tensors, nodes }: Counted): GraphWeights {
  const others = new Set<string>();
  const tables = new Set<string>();
  const packers = new Map<string, StoredNode>();
  for (const node of nodes) {
    const operands = OPERANDS[node.op];
    if (operands === undefined) continue;
    for (const index of operands.others) others.add(node.inputs[index] ?? '');
    if (operands.table !== undefined) tables.add(node.inputs[operands.table] ?? '');
    if (operands.packed !== undefined) packers.set(node.inputs[operands.packed] ?? '', node);
  }
  const weights: Weight[] = [];
  let halfFloats = 0;
  for (const { name, type, shape } of tensors) {
    const widths = shape.length === 2 ? shape : [];
    const stored = { dtype: DTYPES[type] ?? '', values: valueCount(shape), widths };
    if (stored.dtype === '' || stored.values < 2) continue;
    if (stored.dtype === 'F16') halfFloats += stored.values;
    if (stored.dtype === 'F32') halfFloats -= stored.values;
    if (!others.has(name))
      weights.push({ ...unpacked(stored, packers.get(name)), isTable: tables.has(name) });
  }
  const products = weights.filter(({ isTable }) => !isTable);
  const [most] = shares(products.length > 0 ? products : weights);
  return {
    parameterCount: weights.reduce((sum, { values }) => sum + values, 0),
    dtypes: shares(weights),
    precision: precisionOf(most?.dtype ?? 'none', halfFloats > 0),
    widths: new Set(products.flatMap((one) => one.widths)),
    widened: products.reduce((sum, { dtype, values }) => (dtype === 'F16' ? sum + values : sum), 0),
  };
}

type Stored = Omit<Weight, 'isTable'>;

/** Packed values by the operator's own numbers: rows and columns of a matrix, or bits a value. */
function unpacked(stored: Stored, node: StoredNode | undefined): Stored {
  if (node === undefined) return stored;
  const { bits: given = 4, K: columns, N: rows } = node.ints;
  const bits = Math.max(1, bounded(`The bits of a value of ${node.op}`, given, 8));
  const dtype = node.op === 'MatMulBnb4' ? 'bnb4' : `q${bits}`;
  if (columns !== undefined && rows !== undefined) {
    const widths = checkedShape(node.op, [rows, columns]);
    return { dtype, values: valueCount(widths), widths };
  }
  const values = stored.dtype === 'U8' ? Math.floor((stored.values * 8) / bits) : stored.values;
  return { ...stored, dtype, values };
}

function shares(weights: readonly Weight[]): GraphWeights['dtypes'] {
  const found = new Map<string, number>();
  for (const { dtype, values } of weights) found.set(dtype, (found.get(dtype) ?? 0) + values);
  const all = [...found].map(([dtype, values]) => ({ dtype, values }));
  return all.toSorted((a, b) => b.values - a.values);
}

function precisionOf(dtype: string, isHalf: boolean): string {
  const precision = PRECISIONS[dtype] ?? dtype;
  return /^(?:q|bnb)\d/.test(precision) && isHalf ? `${precision}f16` : precision;
}
