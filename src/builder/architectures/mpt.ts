import { z } from 'zod';
import type { Graph, GraphBuilder } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
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
import { decoderInputs, lastPosition, outputLogits } from './parts/decoder.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { linear } from './parts/linear.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { contiguousQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';

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
  softmax_scale: z.null().optional(),
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

interface MptArgs extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly epsilon: number;
  readonly slopes: Float32Array;
  readonly clip: number | null;
  /** What the logits are multiplied by. */
  readonly logitScale: number;
}

const EMBEDDING = 'wte';
const HEAD = 'lm_head';

/** MPT with ALiBi, of all sizes; nothing in it has a bias, and the embedding is the output matrix. */
export const mpt: Architecture = {
  modelType: 'mpt',
  optionalPrefix: 'transformer.',
  build(config) {
    const args = readArgs(config);
    return { ...args, graph: buildGraph(args), redundant: [`${HEAD}.weight`] };
  },
};

function readArgs(config: unknown): MptArgs {
  const { attn_config: attention, ...read } = readConfig(Config, config);
  const { d_model: hidden, n_heads: heads, logit_scale: scale } = read;
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
    clip: attention.clip_qkv ?? null,
    logitScale: scale === 'inv_sqrt_d_model' ? 1 / Math.sqrt(hidden) : (scale ?? 1),
  };
}

function buildGraph(args: MptArgs): Graph {
  const { vocabSize, hidden, heads, epsilon, slopes } = args;
  const graph = createGraph();
  const inputs = decoderInputs(graph, args);
  const mask = alibiMask(graph, inputs, causalMask(graph, inputs), { slopes });
  const norm = (name: string, x: string): string =>
    layerNorm(graph, x, { name, size: hidden, epsilon, bias: false });
  const weight = `${EMBEDDING}.weight`;
  const embedding = graph.tensor(weight, [vocabSize, hidden]);
  let state = graph.node('Gather', EMBEDDING, [embedding, inputs.ids], { ints: { axis: 0 } });
  for (let layer = 0; layer < args.layers; layer += 1) {
    const block = `blocks.${layer}`;
    const attend = (x: string): string =>
      fusedAttention(graph, x, inputs, {
        ...args,
        layer,
        mask,
        qkv: { name: `${block}.attn.Wqkv`, bias: false },
        columns: contiguousQkv(heads, heads),
        out: { name: `${block}.attn.out_proj`, bias: false },
      });
    const mlp = { up: `${block}.ffn.up_proj`, down: `${block}.ffn.down_proj`, bias: false };
    state = sequential(graph, block, state, {
      attend: (x) => attend(norm(`${block}.norm_1`, x)),
      feed: (x) => plainMlp(graph, norm(`${block}.norm_2`, x), { ...args, ...mlp, activation: 'gelu' }),
    });
  }
  const last = norm('norm_f', lastPosition(graph, state, inputs));
  const logits = linear(graph, last, { name: HEAD, weight, inputs: hidden, outputs: vocabSize, bias: false });
  outputLogits(graph, scaled(graph, logits, args.logitScale), vocabSize);
  return graph.finish();
}

function scaled(graph: GraphBuilder, logits: string, scale: number): string {
  return scale === 1 ? logits : graph.node('Mul', `${HEAD}.scaled`, [logits, graph.float32(scale)]);
}
