import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderModel } from '../architecture.ts';
import type { DecoderInputs } from './decoder.ts';
import { rmsNorm } from './norm.ts';
import { sequential } from './residual.ts';
import type { DecoderShape } from './shape.ts';
import { LLAMA_NAMES } from './shape.ts';
import type { StackParts } from './stack.ts';
import { decoderStack } from './stack.ts';

/** The two branches of a block, for rows [batch * sequence, hidden], and what is done to the logits. */
export interface Branches {
  readonly attention: (x: string, name: string, layer: number) => string;
  readonly mlp: (x: string, name: string) => string;
  readonly logits?: StackParts['logits'];
}

/** LLaMA's order under LLaMA's names: each block adds attention(norm(x)), then mlp(norm(x)). */
export function preNormDecoder(
  shape: DecoderShape,
  branches: (graph: GraphBuilder, inputs: DecoderInputs) => Branches,
): DecoderModel {
  return decoderStack(shape, LLAMA_NAMES, (graph, inputs) => {
    const { attention, mlp, logits } = branches(graph, inputs);
    const norm = (x: string, name: string): string =>
      rmsNorm(graph, x, { name, size: shape.hidden, epsilon: shape.epsilon });
    return {
      block(x, layer) {
        const name = `model.layers.${layer}`;
        return sequential(graph, name, x, {
          attend: (state) => attention(norm(state, `${name}.input_layernorm`), `${name}.self_attn`, layer),
          feed: (state) => mlp(norm(state, `${name}.post_attention_layernorm`), `${name}.mlp`),
        });
      },
      norm: (x) => norm(x, 'model.norm'),
      logits,
    };
  });
}
