import type { GraphBuilder } from '../../graph/graph.ts';
import type { SequenceInputs } from './decoder.ts';

/**
 * How the columns of one projection for queries, keys and values lie: `groups` times its parts one behind the other, each
 * so many heads wide.
 */
export interface QkvColumns {
  readonly groups: number;
  readonly parts: readonly { readonly of: keyof Qkv; readonly heads: number }[];
}

/** Each [batch, sequence, heads * headDim]. */
export interface Qkv {
  readonly query: string;
  readonly key: string;
  readonly value: string;
}

/** All queries, then all keys, then all values. */
export function contiguousQkv(heads: number, kvHeads: number): QkvColumns {
  return {
    groups: 1,
    parts: [
      { of: 'query', heads },
      { of: 'key', heads: kvHeads },
      { of: 'value', heads: kvHeads },
    ],
  };
}

/** For each key head the queries that share it, the key, the value; where none is shared, query, key and value of each head. */
export function groupedQkv(heads: number, kvHeads: number): QkvColumns {
  return {
    groups: kvHeads,
    parts: [
      { of: 'query', heads: heads / kvHeads },
      { of: 'key', heads: 1 },
      { of: 'value', heads: 1 },
    ],
  };
}

/**
 * Takes the rows of a fused projection, [batch * sequence, columns], apart, the heads of each part in their order: the
 * activations are taken apart, so that weights stay as checkpoints store them.
 */
export function splitQkv(
  graph: GraphBuilder,
  fused: string,
  { batchShape }: SequenceInputs,
  { groups, parts, headDim }: QkvColumns & { readonly headDim: number },
): Qkv {
  const widths = parts.map(({ heads }) => heads * headDim);
  const width = widths.reduce((sum, part) => sum + part, 0);
  const whole =
    groups === 1
      ? fused
      : graph.node('Reshape', `${fused}.grouped`, [fused, graph.int64([-1, groups, width])]);
  graph.node('Split', `${fused}.split`, [whole, graph.int64(widths)], {
    ints: { axis: groups === 1 ? 1 : 2 },
    outputs: parts.map(({ of }) => `${whole}.part.${of}`),
  });
  const rows = (of: keyof Qkv): string =>
    graph.node('Reshape', `${fused}.${of}`, [`${whole}.part.${of}`, batchShape]);
  return { query: rows('query'), key: rows('key'), value: rows('value') };
}
