import { z } from 'zod';
import type { Architecture, DecoderSizes } from './architecture.ts';
import { alibiMask, alibiSlopes } from './parts/alibi.ts';
import {
  ContextLength,
  Count,
  Epsilon,
  VocabularySize,
  Width,
  headWidth,
  readConfig,
} from './parts/config.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';
import { decoderStack } from './parts/stack.ts';

const AttentionConfig = z.object({
  alibi: z.literal(true),
  alibi_bias_max: z.number().positive().max(1024).default(8),
  attn_type: z.literal('multihead_attention').default('multihead_attention'),
  clip_qkv: z.number().positive().nullish(),
  prefix_lm: z.literal(false).default(false),
  qk_ln: z.literal(false).default(false),
  qk_gn: z.literal(false).default(false),
  rope: z.literal(false).default(false),
  sliding_window_size: z.literal(-1).default(-1),
  softmax_scale: z.number().positive().nullish(),
});

/** Keys of an MPT config.json. What a published model never had is refused where it would change the result. */
const Config = z.object({
  vocab_size: VocabularySize,
  d_model: Width,
  n_layers: Count,
  n_heads: Count,
  expansion_ratio: z.int().min(1).max(64).default(4),
  max_seq_len: ContextLength,
  layer_norm_epsilon: Epsilon.default(1e-5),
  /** The precision that the norm was trained in; in float32 both are the same. */
  norm_type: z.enum(['low_precision_layernorm', 'layernorm']).default('low_precision_layernorm'),
  no_bias: z.literal(true).default(true),
  logit_scale: z.union([z.number().positive(), z.literal('inv_sqrt_d_model')]).nullish(),
  tie_word_embeddings: z.literal(true).default(true),
  attn_config: AttentionConfig,
});

interface MptShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly epsilon: number;
  readonly slopes: Float32Array;
  /** Factor of the scores where it isn't 1 / sqrt(headDim). */
  readonly scale?: number;
  readonly clip: number | null;
  readonly tied: true;
  /** What the logits are multiplied by. */
  readonly logitScale: number;
}

const NAMES = { embedding: 'wte', head: 'lm_head' };

/** MPT with ALiBi, of all sizes; nothing in it has a bias, and the embedding is the output matrix. */
export const mpt: Architecture = {
  modelType: 'mpt',
  optionalPrefix: 'transformer.',
  build(config) {
    const shape = readShape(config);
    const { hidden, heads, epsilon, slopes, logitScale } = shape;
    return decoderStack(shape, NAMES, (graph, inputs) => {
      const mask = alibiMask(graph, inputs, causalMask(graph, inputs), { slopes });
      const norm = (x: string, name: string): string =>
        layerNorm(graph, x, { name, size: hidden, epsilon, bias: false });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask,
          qkv: { name: `${name}.Wqkv`, bias: false },
          columns: contiguousQkv(heads, heads),
          out: { name: `${name}.out_proj`, bias: false },
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, {
          ...shape,
          up: `${name}.up_proj`,
          down: `${name}.down_proj`,
          bias: false,
          activation: 'gelu',
        });
      return {
        block: (state, layer) => {
          const name = `blocks.${layer}`;
          return sequential(graph, name, state, {
            attend: (x) => attention(norm(x, `${name}.norm_1`), `${name}.attn`, layer),
            feed: (x) => mlp(norm(x, `${name}.norm_2`), `${name}.ffn`),
          });
        },
        norm: (x) => norm(x, 'norm_f'),
        logits: (x) =>
          logitScale === 1 ? x : graph.node('Mul', 'logits.scaled', [x, graph.float32(logitScale)]),
      };
    });
  },
};

function readShape(config: unknown): MptShape {
  const { attn_config: attention, ...read } = readConfig(Config, config);
  const { d_model: hidden, n_heads: heads, logit_scale: logitScale } = read;
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_seq_len,
    layers: read.n_layers,
    kvHeads: heads,
    headDim: headWidth(hidden, heads),
    hidden,
    heads,
    intermediate: read.expansion_ratio * hidden,
    epsilon: read.layer_norm_epsilon,
    slopes: alibiSlopes(heads, attention.alibi_bias_max),
    ...(typeof attention.softmax_scale === 'number' && { scale: attention.softmax_scale }),
    clip: attention.clip_qkv ?? null,
    tied: true,
    logitScale: logitScale === 'inv_sqrt_d_model' ? 1 / Math.sqrt(hidden) : (logitScale ?? 1),
  };
}
