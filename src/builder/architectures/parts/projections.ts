import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';
import { linear } from './linear.ts';
import type { Qkv } from './qkv.ts';

/** How the width of attention is cut; query heads share the key and value heads in equal groups. */
export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

interface Projections extends Heads {
  readonly name: string;
  readonly hidden: number;
  readonly bias: boolean;
}

/** Adds the three layers `name.q_proj`, `name.k_proj`, `name.v_proj` for rows [batch * sequence, hidden]. */
export function separateQkv(graph: GraphBuilder, x: string, inputs: DecoderInputs, args: Projections): Qkv {
  const { name, hidden, heads, kvHeads, headDim, bias } = args;
  const project = (part: string, count: number): string => {
    const layer = { name: `${name}.${part}`, inputs: hidden, outputs: count * headDim, bias };
    return graph.node('Reshape', `${layer.name}.split`, [linear(graph, x, layer), inputs.batchShape]);
  };
  return {
    query: project('q_proj', heads),
    key: project('k_proj', kvHeads),
    value: project('v_proj', kvHeads),
  };
}
