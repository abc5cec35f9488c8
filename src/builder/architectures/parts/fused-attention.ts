import type { GraphBuilder } from '../../graph/graph.ts';
import { attend } from './attend.ts';
import type { SequenceInputs } from './decoder.ts';
import type { Linear } from './linear.ts';
import { linear } from './linear.ts';
import type { QkvColumns } from './qkv.ts';
import { splitQkv } from './qkv.ts';

/** Attention whose queries, keys and values are one projection. */
export interface FusedAttention {
  readonly layer: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly mask: string;
  /** Factor of the scores; 1 / sqrt(headDim) by default. */
  readonly scale?: number;
  /** The projection of all three, and how its columns lie. */
  readonly qkv: Layer;
  readonly columns: QkvColumns;
  /** Bounds queries, keys and values to plus and minus this. */
  readonly clip?: number | null;
  /** The projection back to `hidden`. */
  readonly out: Layer;
  /** Puts positions into queries or keys of so many heads, [batch, sequence, heads * headDim]. */
  readonly rotate?: (x: string, heads: number) => string;
}

/** A linear layer but for its sizes. */
type Layer = Pick<Linear, 'name' | 'bias' | 'inputsFirst'>;

/** Adds the attention of one layer for x of shape [batch * sequence, hidden]; the result has the same shape. */
export function fusedAttention(
  graph: GraphBuilder,
  x: string,
  inputs: SequenceInputs,
  args: FusedAttention,
): string {
  const { hidden, heads, kvHeads, headDim, qkv, columns, clip = null, out, rotate = unchanged } = args;
  const width = heads * headDim;
  const outputs = width + 2 * kvHeads * headDim;
  const fused = linear(graph, x, { ...qkv, inputs: hidden, outputs });
  const bounds = clip === null ? null : [graph.float32(-clip), graph.float32(clip)];
  const clipped = bounds === null ? fused : graph.node('Clip', `${qkv.name}.clipped`, [fused, ...bounds]);
  const { query, key, value } = splitQkv(graph, clipped, inputs, { ...columns, headDim });
  const mixed = attend(graph, inputs, {
    ...args,
    name: `${out.name}.attention`,
    query: rotate(query, heads),
    key: rotate(key, kvHeads),
    value,
  });
  return linear(graph, mixed, { ...out, inputs: width, outputs: hidden });
}

function unchanged(x: string): string {
  return x;
}
