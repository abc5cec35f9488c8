import type { GraphBuilder } from '../../graph/graph.ts';
import type { SequenceInputs } from './decoder.ts';

/** Scaled dot-product attention over the cache and the new tokens. */
interface Attend {
  /** Name of the node. */
  readonly name: string;
  readonly layer: number;
  /** Each [batch, sequence, heads * headDim], positions already in it. */
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly heads: number;
  /** Heads of keys and values; query heads share them in equal groups. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Added to the scores, float32, broadcast to [batch, heads, sequence, total]. */
  readonly mask: string;
  /** Factor of the scores; 1 / sqrt(headDim) by default. */
  readonly scale?: number;
}

/**
 * Adds the attention of one layer, with its cache where there is one; the result is rows,
 * [batch * sequence, heads * headDim].
 */
export function attend(graph: GraphBuilder, inputs: SequenceInputs, args: Attend): string {
  const { name, layer, query, key, value, heads, kvHeads, headDim, mask, scale } = args;
  const past = inputs.past(layer);
  const cache = past === null ? [] : [past.key, past.value];
  const present = past === null ? [] : [`present.${layer}.key`, `present.${layer}.value`];
  const mixed = graph.node('Attention', name, [query, key, value, mask, ...cache], {
    ints: { q_num_heads: heads, kv_num_heads: kvHeads },
    ...(scale !== undefined && { floats: { scale } }),
    outputs: [name, ...present],
  });
  return graph.node('Reshape', `${name}.join`, [mixed, graph.int64([-1, heads * headDim])]);
}
