import { z } from 'zod';
import { InputError } from '../../../errors.ts';
import type { DecoderSizes } from '../architecture.ts';
import type { Activation } from './activation.ts';
import { ActivationName } from './activation.ts';
import { ContextLength, Count, VocabularySize, Width, readConfig } from './config.ts';

/** LLaMA's names of the layers outside the blocks. */
export const LLAMA_NAMES = { embedding: 'model.embed_tokens', head: 'lm_head' } as const;

/** Keys that LLaMA's config.json and those of its descendants share. What is optional has transformers' default. */
const Config = z.object({
  vocab_size: VocabularySize,
  hidden_size: Width,
  intermediate_size: Width,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  num_key_value_heads: Count.nullish(),
  head_dim: Width.nullish(),
  rms_norm_eps: z.number().positive().max(1),
  max_position_embeddings: ContextLength,
  hidden_act: ActivationName.default('silu'),
  tie_word_embeddings: z.boolean().nullish(),
});

/** What graphs of LLaMA's kind are made of. */
export interface DecoderShape extends DecoderSizes {
  readonly hidden: number;
  readonly intermediate: number;
  readonly heads: number;
  readonly epsilon: number;
  /** Of the feed-forward part. */
  readonly activation: Activation;
  /** Whether the embedding is the output matrix too. */
  readonly tied: boolean;
}

/**
 * Reads the shape from a config.json's object. Where that is silent, a checkpoint without an output matrix can only be a
 * tied one. Throws InputError for missing keys and for heads that can't be shared.
 */
export function readShape(config: unknown, hasTensor: (name: string) => boolean): DecoderShape {
  const read = readConfig(Config, config);
  const heads = read.num_attention_heads;
  const kvHeads = read.num_key_value_heads ?? heads;
  const headDim = read.head_dim ?? read.hidden_size / heads;
  if (heads % kvHeads !== 0 || headDim % 2 !== 0) {
    throw new InputError(
      `config.json of the checkpoint has ${heads} heads of ${headDim} dimensions over ${kvHeads} key heads; ` +
        'the dimensions must be even and the heads a multiple of the key heads',
    );
  }
  return {
    vocabSize: read.vocab_size,
    contextLength: read.max_position_embeddings,
    layers: read.num_hidden_layers,
    hidden: read.hidden_size,
    intermediate: read.intermediate_size,
    heads,
    kvHeads,
    headDim,
    epsilon: read.rms_norm_eps,
    activation: read.hidden_act,
    tied: read.tie_word_embeddings ?? !hasTensor(`${LLAMA_NAMES.head}.weight`),
  };
}
