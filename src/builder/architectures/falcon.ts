import type { GraphBuilder } from '../graph/graph.ts';
import type { Architecture, DecoderModel } from './architecture.ts';
import type { FalconShape, Halves } from './falcon-config.ts';
import { readShape } from './falcon-config.ts';
import { alibiMask, alibiSlopes } from './parts/alibi.ts';
import type { DecoderInputs } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import type { Branches } from './parts/residual.ts';
import { parallel, sequential } from './parts/residual.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { rotate } from './parts/rotate.ts';
import { decoderStack } from './parts/stack.ts';

const NAMES = { embedding: 'word_embeddings', head: 'lm_head' };

/** Falcon of all sizes under the three names of its type: 7B and 40B were first published as RefinedWebModel and RefinedWeb. */
export const falcon: readonly Architecture[] = ['falcon', 'RefinedWebModel', 'RefinedWeb'].map(
  (modelType) => ({
    modelType,
    optionalPrefix: 'transformer.',
    build: (config) => decoder(readShape(config, modelType === 'RefinedWeb')),
  }),
);

function decoder(shape: FalconShape): DecoderModel {
  const { hidden, heads, kvHeads, epsilon, bias, rope } = shape;
  return decoderStack(shape, NAMES, (graph, inputs) => {
    const mask = maskOf(graph, inputs, shape);
    const angles = rope === null ? null : ropeAngles(graph, inputs, rope);
    const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
    const attention = (x: string, name: string, layer: number): string =>
      fusedAttention(graph, x, inputs, {
        ...shape,
        layer,
        mask,
        qkv: { name: `${name}.query_key_value`, bias },
        columns: groupedQkv(heads, kvHeads),
        out: { name: `${name}.dense`, bias },
        ...(angles && { rotate: (part, count) => rotate(graph, part, count, angles, angles) }),
      });
    const mlp = (x: string, name: string): string =>
      plainMlp(graph, x, { ...shape, up: `${name}.dense_h_to_4h`, down: `${name}.dense_4h_to_h` });
    return {
      block: (state, layer) => {
        const name = `h.${layer}`;
        return addBlock(graph, name, state, {
          halves: shape.halves,
          norm: (x, own) => norm(x, `${name}.${own}`),
          attend: (x) => attention(x, `${name}.self_attention`, layer),
          feed: (x) => mlp(x, `${name}.mlp`),
        });
      },
      norm: (x) => norm(x, 'ln_f'),
    };
  });
}

/**
 * Falcon adds ALiBi before it scales the scores, and rounds the slopes and what they are multiplied with to bfloat16,
 * whatever it computes in (transformers' build_alibi_tensor, which takes over the code that the models came with).
 */
function maskOf(graph: GraphBuilder, inputs: DecoderInputs, { rope, heads, headDim }: FalconShape): string {
  const causal = causalMask(graph, inputs);
  if (rope !== null) return causal;
  const scale = 1 / Math.sqrt(headDim);
  return alibiMask(graph, inputs, causal, { slopes: alibiSlopes(heads), bfloat16: true, scale });
}

interface FalconBlock extends Branches {
  readonly halves: Halves;
  readonly norm: (x: string, name: string) => string;
}

function addBlock(graph: GraphBuilder, name: string, state: string, block: FalconBlock): string {
  const { halves, norm, attend, feed } = block;
  switch (halves) {
    case 'sequential':
      return sequential(graph, name, state, {
        attend: (x) => attend(norm(x, 'input_layernorm')),
        feed: (x) => feed(norm(x, 'post_attention_layernorm')),
      });
    case 'parallel': {
      const normed = norm(state, 'input_layernorm');
      return parallel(graph, name, state, { attend: () => attend(normed), feed: () => feed(normed) });
    }
    case 'parallel-two-norms':
      return parallel(graph, name, state, {
        attend: (x) => attend(norm(x, 'ln_attn')),
        feed: (x) => feed(norm(x, 'ln_mlp')),
      });
    default:
      return halves satisfies never;
  }
}
