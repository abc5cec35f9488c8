import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderModel } from '../architecture.ts';
import type { DecoderInputs } from './decoder.ts';
import { linear } from './linear.ts';
import { causalMask } from './mask.ts';
import { preNormDecoder } from './pre-norm.ts';
import type { Qkv } from './qkv.ts';
import { ropeAngles } from './rope/angles.ts';
import type { Rope } from './rope/rope.ts';
import { rotaryAttention } from './rotary-attention.ts';
import type { DecoderShape } from './shape.ts';

interface Positions {
  readonly rope: Rope;
  /** Tokens that each one sees, itself among them; all before it by default. */
  readonly window?: number | null | undefined;
  /** Whether the layer after attention has a bias. */
  readonly outputBias?: boolean;
}

/** What families of LLaMA's order do differently; x is rows [batch * sequence, hidden]. */
interface RotaryParts {
  /** Queries, keys and values before they are turned. */
  readonly qkv: (x: string, name: string) => Qkv;
  readonly mlp: (x: string, name: string) => string;
}

/** LLaMA's order and names with rotary attention, its output layer being `self_attn.o_proj`. */
export function rotaryDecoder(
  shape: DecoderShape,
  { rope, window, outputBias = false }: Positions,
  parts: (graph: GraphBuilder, inputs: DecoderInputs) => RotaryParts,
): DecoderModel {
  return preNormDecoder({ ...shape, lengthBorder: rope.long?.above }, (graph, inputs) => {
    const angles = ropeAngles(graph, inputs, rope);
    const mask = causalMask(graph, inputs, window);
    const { qkv, mlp } = parts(graph, inputs);
    const output = { inputs: shape.heads * shape.headDim, outputs: shape.hidden, bias: outputBias };
    return {
      attention(x, name, layer) {
        const attention = { ...shape, name, layer, mask, rope: angles };
        const mixed = rotaryAttention(graph, inputs, qkv(x, name), attention);
        return linear(graph, mixed, { name: `${name}.o_proj`, ...output });
      },
      mlp,
    };
  });
}
