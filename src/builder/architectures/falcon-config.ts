import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { DecoderSizes } from './architecture.ts';
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
  withAliases,
} from './parts/config.ts';
import { readRope } from './parts/rope/read-rope.ts';
import type { Rope } from './parts/rope/rope.ts';

/** Keys of a Falcon config.json; defaults are those of transformers' class. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  num_kv_heads: Count.nullish(),
  ffn_hidden_size: Width.nullish(),
  activation: ActivationName.default('gelu'),
  layer_norm_epsilon: Epsilon.default(1e-5),
  alibi: z.boolean().default(false),
  bias: z.boolean().default(false),
  multi_query: z.boolean().default(true),
  parallel_attn: z.boolean().default(true),
  new_decoder_architecture: z.boolean().optional(),
  num_ln_in_parallel_attn: z.union([z.literal(1), z.literal(2)]).nullish(),
  apply_residual_connection_post_layernorm: z.literal(false).default(false),
  max_position_embeddings: ContextLength.default(2048),
  tie_word_embeddings: z.boolean().default(true),
});

/** Names of the same keys in the configs of the first weeks. */
const OLDER = { n_head: 'num_attention_heads', n_head_kv: 'num_kv_heads', n_layer: 'num_hidden_layers' };

/**
 * How the two halves of a block follow one another: in turn; side by side from one normed state, or each from its own.
 */
export type Halves = 'sequential' | 'parallel' | 'parallel-two-norms';

/** What a Falcon is made of. */
export interface FalconShape extends DecoderSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly activation: Activation;
  readonly epsilon: number;
  readonly bias: boolean;
  readonly halves: Halves;
  /** Null where ALiBi takes its place. */
  readonly rope: Rope | null;
  readonly tied: boolean;
}

/**
 * The shape that a config.json's object describes; `grouped` is whether the decoder is the newer one where that is silent.
 * Throws InputError for wrong keys and for flags that disagree.
 */
export function readShape(config: unknown, grouped: boolean): FalconShape {
  const read = readConfig(Config, withAliases(config, OLDER));
  const heads = read.num_attention_heads;
  const newer = read.new_decoder_architecture ?? grouped;
  const kvHeads = newer ? (read.num_kv_heads ?? heads) : olderKeyHeads(read);
  const headDim = headWidth(read.hidden_size, heads);
  if (heads % kvHeads !== 0) {
    throw new InputError(
      `config.json of the checkpoint has ${heads} heads over ${kvHeads} key heads; they must be a multiple`,
    );
  }
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_position_embeddings,
    layers: read.num_hidden_layers,
    kvHeads,
    headDim,
    hidden: read.hidden_size,
    heads,
    intermediate: read.ffn_hidden_size ?? 4 * read.hidden_size,
    activation: read.activation,
    epsilon: read.layer_norm_epsilon,
    bias: read.bias,
    halves: halvesOf(read, newer),
    rope: read.alibi ? null : readRope(config, { headDim, contextLength: read.max_position_embeddings }),
    tied: read.tie_word_embeddings,
  };
}

/** One key head for all, or one for each; the number in the config of the 7B is that of its heads and stands for nothing. */
function olderKeyHeads(read: z.infer<typeof Config>): number {
  const { multi_query: isShared, num_kv_heads: said, num_attention_heads: heads } = read;
  const kvHeads = isShared ? 1 : heads;
  if (said === undefined || said === null || said === kvHeads || said === heads) return kvHeads;
  throw new InputError(
    `config.json of the checkpoint has num_kv_heads ${said}, while multi_query ${isShared} without new_decoder_architecture means ${kvHeads}`,
  );
}

function halvesOf(read: z.infer<typeof Config>, newer: boolean): Halves {
  const { parallel_attn: sideBySide, num_ln_in_parallel_attn: norms } = read;
  if (newer && !sideBySide) {
    throw new InputError(
      'config.json of the checkpoint has new_decoder_architecture without parallel_attn, which no Falcon has',
    );
  }
  if (!newer) return sideBySide ? 'parallel' : 'sequential';
  return norms === 1 ? 'parallel' : 'parallel-two-norms';
}
