import type { GraphBuilder } from '../../graph/graph.ts';
import { attend } from './attend.ts';
import type { DecoderInputs } from './decoder.ts';
import { linear } from './linear.ts';
import type { RopeAngles } from './rope.ts';

/** Causal attention with rotary positions; query heads share `kvHeads` key and value heads in equal groups. */
export interface Attention {
  /** Its layers are `name.q_proj`, `name.k_proj`, `name.v_proj`, `name.o_proj`. */
  readonly name: string;
  readonly layer: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly bias: boolean;
  readonly mask: string;
  readonly rope: RopeAngles;
}

/** Adds the attention of one layer for x of shape [batch * sequence, hidden]; the result has the same shape. */
export function attention(graph: GraphBuilder, x: string, inputs: DecoderInputs, args: Attention): string {
  const { name, layer, hidden, heads, kvHeads, headDim, bias, mask, rope } = args;
  const project = (part: string, count: number): string => {
    const layerName = `${name}.${part}`;
    const flat = linear(graph, x, { name: layerName, inputs: hidden, outputs: count * headDim, bias });
    return graph.node('Reshape', `${layerName}.split`, [flat, inputs.batchShape]);
  };
  const rotate = (value: string, count: number): string =>
    graph.node('RotaryEmbedding', `${value}.rotated`, [value, rope.cos, rope.sin], {
      ints: { num_heads: count },
    });
  const query = rotate(project('q_proj', heads), heads);
  const key = rotate(project('k_proj', kvHeads), kvHeads);
  const value = project('v_proj', kvHeads);
  const mixed = attend(graph, inputs, { name, layer, query, key, value, heads, kvHeads, headDim, mask });
  return linear(graph, mixed, { name: `${name}.o_proj`, inputs: heads * headDim, outputs: hidden, bias });
}
