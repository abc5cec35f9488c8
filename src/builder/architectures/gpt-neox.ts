import { z } from 'zod';
import type { Architecture, DecoderSizes } from './architecture.ts';
import type { Activation } from './parts/activation.ts';
import { ActivationName } from './parts/activation.ts';
import {
  ContextLength,
  Count,
  Epsilon,
  VocabularySize,
  Width,
  headWidth,
  readConfig,
  rotatedDimensions,
  withAliases,
} from './parts/config.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { parallel, sequential } from './parts/residual.ts';
import { decoderStack } from './parts/stack.ts';
import { ropeAngles } from './parts/rope/angles.ts';
import { readRope, turnedPart } from './parts/rope/read-rope.ts';
import type { Rope } from './parts/rope/rope.ts';
import { rotate } from './parts/rotate.ts';

/** Keys of a GPT-NeoX config.json; defaults are those of transformers' class. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  intermediate_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  hidden_act: ActivationName.default('gelu'),
  layer_norm_eps: Epsilon.default(1e-5),
  max_position_embeddings: ContextLength,
  use_parallel_residual: z.boolean().default(true),
  attention_bias: z.boolean().default(true),
  tie_word_embeddings: z.literal(false).default(false),
});

/** Names of later configs for the keys that tell of rotary positions. */
const ROPE_KEYS = { rotary_emb_base: 'rope_theta', rotary_pct: 'partial_rotary_factor' };
const DEFAULT_PART = { partial_rotary_factor: 0.25 };

interface GptNeoxShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly attentionBias: boolean;
  readonly parallel: boolean;
  readonly rope: Rope;
  readonly tied: false;
}

const NAMES = { embedding: 'embed_in', head: 'embed_out' };

/** GPT-NeoX-20B, Pythia, and what shares their graph: rotary on a part of each head, two norms to a block. */
export const gptNeox: Architecture = {
  modelType: 'gpt_neox',
  optionalPrefix: 'gpt_neox.',
  build(config) {
    const shape = readShape(config);
    const { hidden, heads, epsilon, attentionBias, rope } = shape;
    const residual = shape.parallel ? parallel : sequential;
    return decoderStack(shape, NAMES, (graph, inputs) => {
      const mask = causalMask(graph, inputs);
      const angles = ropeAngles(graph, inputs, rope);
      const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask,
          qkv: { name: `${name}.query_key_value`, bias: attentionBias },
          columns: groupedQkv(heads, heads),
          out: { name: `${name}.dense`, bias: attentionBias },
          rotate: (part, count) => rotate(graph, part, count, angles, angles),
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, {
          ...shape,
          up: `${name}.dense_h_to_4h`,
          down: `${name}.dense_4h_to_h`,
          bias: true,
        });
      return {
        block: (state, layer) => {
          const name = `layers.${layer}`;
          return residual(graph, name, state, {
            attend: (x) => attention(norm(x, `${name}.input_layernorm`), `${name}.attention`, layer),
            feed: (x) => mlp(norm(x, `${name}.post_attention_layernorm`), `${name}.mlp`),
          });
        },
        norm: (x) => norm(x, 'final_layer_norm'),
      };
    });
  },
};

function readShape(config: unknown): GptNeoxShape {
  const read = readConfig(Config, config);
  const heads = read.num_attention_heads;
  const headDim = headWidth(read.hidden_size, heads);
  const contextLength = read.max_position_embeddings;
  const newer = withAliases(config, ROPE_KEYS);
  const dimensions = rotatedDimensions(turnedPart({ ...DEFAULT_PART, ...newer }, headDim), headDim);
  return {
    vocabSize: read.vocab_size,
    contextLength,
    layers: read.num_hidden_layers,
    kvHeads: heads,
    headDim,
    hidden: read.hidden_size,
    heads,
    intermediate: read.intermediate_size,
    activation: read.hidden_act,
    epsilon: read.layer_norm_eps,
    attentionBias: read.attention_bias,
    parallel: read.use_parallel_residual,
    rope: readRope(newer, { headDim, contextLength, dimensions }),
    tied: false,
  };
}
