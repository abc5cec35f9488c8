import { InputError } from '../../../../errors.ts';
import type { Metadata } from '../metadata.ts';
import type { FusedHeads } from '../undo.ts';
import type { GgufModel, PartNames } from './architecture.ts';

/** Outside of blocks, as LLaMA and its descendants name it. */
export const LLAMA_OUTER: PartNames = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
};

/** Projections of a block, as LLaMA and its descendants name them. */
export const LLAMA_PROJECTIONS: PartNames = {
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** Norms before the two branches of a block, as LLaMA and its descendants name them. */
export const LLAMA_NORMS: PartNames = {
  attn_norm: 'input_layernorm',
  ffn_norm: 'post_attention_layernorm',
};

/** The norms of queries and keys. */
export const QUERY_KEY_NORMS: PartNames = {
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
};

/** `{architecture}.key`. */
export function own(metadata: Metadata, key: string): string {
  return `${metadata.text('general.architecture') ?? ''}.${key}`;
}

/** Heads and key heads; as many of these where the file doesn't say. */
export function headCounts(metadata: Metadata): FusedHeads {
  const heads = metadata.requiredNumber(own(metadata, 'attention.head_count'));
  return { heads, keyHeads: metadata.number(own(metadata, 'attention.head_count_kv')) ?? heads };
}

/** Whether the embedding is the output matrix too. */
export function isTied({ tensors }: GgufModel): boolean {
  return !tensors.has('output.weight');
}

/** Dimensions of a head's keys, which its values must have too. */
export function headDimension(metadata: Metadata): number {
  const width = metadata.requiredNumber(own(metadata, 'embedding_length'));
  const keys = metadata.number(own(metadata, 'attention.key_length')) ?? width / headCounts(metadata).heads;
  const values = metadata.number(own(metadata, 'attention.value_length')) ?? keys;
  if (values === keys) return keys;
  throw new InputError(
    `The GGUF file has ${values} value dimensions and ${keys} key dimensions a head; both numbers must be equal`,
  );
}

/** The sizes that every model has. */
interface DecoderSizes {
  readonly vocabulary: number | undefined;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly context: number;
}

/** Reads them. Throws InputError where one is missing, and for experts. */
export function decoderSizes({ metadata, tensors }: GgufModel): DecoderSizes {
  const number = (key: string): number => metadata.requiredNumber(own(metadata, key));
  refuseExperts(metadata);
  return {
    vocabulary: tensors.get('token_embd.weight')?.shape[0],
    hidden: number('embedding_length'),
    intermediate: number('feed_forward_length'),
    layers: number('block_count'),
    context: number('context_length'),
  };
}

/**
 * The keys of config.json that LLaMA and its descendants share. Throws InputError where a number is missing, and for
 * experts.
 */
export function decoderConfig(model: GgufModel): Readonly<Record<string, unknown>> {
  const { metadata } = model;
  const { vocabulary, hidden, intermediate, layers, context } = decoderSizes(model);
  const { heads, keyHeads } = headCounts(metadata);
  return {
    vocab_size: vocabulary,
    hidden_size: hidden,
    intermediate_size: intermediate,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: keyHeads,
    head_dim: headDimension(metadata),
    hidden_act: 'silu',
    rms_norm_eps: metadata.requiredNumber(own(metadata, 'attention.layer_norm_rms_epsilon')),
    max_position_embeddings: context,
    rope_theta: metadata.number(own(metadata, 'rope.freq_base')) ?? 10_000,
    rope_scaling: ropeScaling(metadata),
    tie_word_embeddings: isTied(model),
    ...specialTokens(metadata),
  };
}

/** The ids of the tokens that begin and end a text. */
export function specialTokens(metadata: Metadata): Readonly<Record<string, unknown>> {
  return {
    bos_token_id: metadata.number('tokenizer.ggml.bos_token_id'),
    eos_token_id: metadata.number('tokenizer.ggml.eos_token_id'),
  };
}

/** Throws InputError where the file rotates a part of each head only. */
export function refusePartialRotary(metadata: Metadata): void {
  const headDim = headDimension(metadata);
  const rotary = metadata.number(own(metadata, 'rope.dimension_count')) ?? headDim;
  if (rotary === headDim) return;
  const name = metadata.text('general.architecture');
  throw new InputError(
    `The GGUF file rotates ${rotary} of ${headDim} key dimensions; for "${name}" both numbers must be equal`,
  );
}

function refuseExperts(metadata: Metadata): void {
  const experts = metadata.number(own(metadata, 'expert_count')) ?? 0;
  if (experts > 0)
    throw new InputError(`The GGUF file has ${experts} experts; mixture models can't be built`);
}

/** A scaling by its name and numbers; the architectures refuse what they can't build. */
function ropeScaling(metadata: Metadata): object | null {
  const type = metadata.text(own(metadata, 'rope.scaling.type')) ?? 'none';
  if (type === 'none') return null;
  const original = metadata.number(own(metadata, 'rope.scaling.original_context_length'));
  return {
    rope_type: type,
    factor: metadata.number(own(metadata, 'rope.scaling.factor')),
    ...(original === undefined ? {} : { original_max_position_embeddings: original }),
  };
}
