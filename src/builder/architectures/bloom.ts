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
  withAliases,
} from './parts/config.ts';
import { fusedAttention } from './parts/fused-attention.ts';
import { causalMask } from './parts/mask.ts';
import { plainMlp } from './parts/mlp.ts';
import { layerNorm } from './parts/norm.ts';
import { groupedQkv } from './parts/qkv.ts';
import { sequential } from './parts/residual.ts';
import { decoderStack } from './parts/stack.ts';

/** Keys of a BLOOM config.json; those of its training (offset_alibi, skip_bias_add and more) say nothing of the model. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  layer_norm_epsilon: Epsilon.default(1e-5),
  /** The residual would be the normed state; no published model has it. */
  apply_residual_connection_post_layernorm: z.literal(false).default(false),
  /** What the published models were trained with; ALiBi itself has no bound. */
  seq_length: ContextLength.default(2048),
  tie_word_embeddings: z.boolean().optional(),
});

interface BloomShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly epsilon: number;
  /** Whether the embedding is the output matrix too. */
  readonly tied: boolean;
}

const NAMES = { embedding: 'word_embeddings', head: 'lm_head' };

/** BLOOM, BLOOMZ, and TigerBot-7B-base-v1, whose output matrix is its own. */
export const bloom: Architecture = {
  modelType: 'bloom',
  optionalPrefix: 'transformer.',
  build(config, hasTensor) {
    const shape = readShape(config, hasTensor);
    const { hidden, heads, epsilon } = shape;
    return decoderStack(shape, NAMES, (graph, inputs) => {
      const mask = alibiMask(graph, inputs, causalMask(graph, inputs), { slopes: alibiSlopes(heads) });
      const norm = (x: string, name: string): string => layerNorm(graph, x, { name, size: hidden, epsilon });
      const attention = (x: string, name: string, layer: number): string =>
        fusedAttention(graph, x, inputs, {
          ...shape,
          layer,
          mask,
          qkv: { name: `${name}.query_key_value`, bias: true },
          columns: groupedQkv(heads, heads),
          out: { name: `${name}.dense`, bias: true },
        });
      const mlp = (x: string, name: string): string =>
        plainMlp(graph, x, {
          up: `${name}.dense_h_to_4h`,
          down: `${name}.dense_4h_to_h`,
          hidden,
          intermediate: 4 * hidden,
          bias: true,
          activation: 'gelu-tanh',
        });
      return {
        embedded: (x) => norm(x, `${NAMES.embedding}_layernorm`),
        block: (state, layer) => {
          const name = `h.${layer}`;
          return sequential(graph, name, state, {
            attend: (x) => attention(norm(x, `${name}.input_layernorm`), `${name}.self_attention`, layer),
            feed: (x) => mlp(norm(x, `${name}.post_attention_layernorm`), `${name}.mlp`),
          });
        },
        norm: (x) => norm(x, 'ln_f'),
      };
    });
  },
};

function readShape(config: unknown, hasTensor: (name: string) => boolean): BloomShape {
  const read = readConfig(
    Config,
    withAliases(config, {
      n_embed: 'hidden_size',
      n_layer: 'num_hidden_layers',
      n_head: 'num_attention_heads',
    }),
  );
  const heads = read.num_attention_heads;
  return {
    vocabSize: read.vocab_size,
    contextLength: read.seq_length,
    layers: read.num_hidden_layers,
    kvHeads: heads,
    headDim: headWidth(read.hidden_size, heads),
    hidden: read.hidden_size,
    heads,
    epsilon: read.layer_norm_epsilon,
    // Where the config is silent, a head that is stored is one.
    tied: read.tie_word_embeddings ?? !hasTensor(`${NAMES.head}.weight`),
  };
}
