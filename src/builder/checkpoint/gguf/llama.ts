import { InputError } from '../../../errors.ts';
import type { GgufTensor } from './header.ts';
import type { Metadata } from './metadata.ts';

/** Hugging Face names of ggml's tensors outside the blocks. */
const OUTER_NAMES: Readonly<Record<string, string>> = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
};

/** Hugging Face names of ggml's tensors inside a block. */
const BLOCK_NAMES: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** Holds the divisors of the rotary frequencies; becomes part of the config. */
export const ROPE_FREQUENCIES = 'rope_freqs.weight';

/**
 * The Hugging Face name of a tensor of a GGUF llama file; names without a counterpart stay as they are, so that the
 * check for unknown tensors lists them.
 */
export function llamaTensorName(name: string): string {
  const [, block, part = '', kind = ''] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const known = (block === undefined ? OUTER_NAMES : BLOCK_NAMES)[part];
  if (known === undefined) return name;
  return block === undefined ? `${known}.${kind}` : `model.layers.${block}.${known}.${kind}`;
}

/**
 * Heads of a projection whose rows llama.cpp's converter reorders, or null. In each such head the rows (half, j) of
 * Hugging Face's half-split rotary stand as (j, half), for ggml's rotary by neighbouring pairs.
 */
export function permutedHeads(name: string, metadata: Metadata): number | null {
  if (/^blk\.\d+\.attn_q\.(weight|bias)$/.test(name)) return headCounts(metadata).heads;
  if (/^blk\.\d+\.attn_k\.(weight|bias)$/.test(name)) return headCounts(metadata).keyHeads;
  return null;
}

/** Everything that the config is made of. */
export interface LlamaFile {
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** Values of `ROPE_FREQUENCIES`, where the file has it. */
  readonly ropeDivisors: readonly number[] | null;
}

/**
 * The Hugging Face config.json of a GGUF llama file. Throws InputError where a key is missing, or the file is of a kind
 * that shares the name but not the graph (experts, partial rotary).
 */
export function llamaConfig({
  metadata,
  tensors,
  ropeDivisors,
}: LlamaFile): Readonly<Record<string, unknown>> {
  const hidden = metadata.requiredNumber('llama.embedding_length');
  const { heads, keyHeads } = headCounts(metadata);
  const headDim = metadata.number('llama.attention.key_length') ?? hidden / heads;
  refuseVariants(metadata, headDim);
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: tensors.get('token_embd.weight')?.shape[0],
    hidden_size: hidden,
    intermediate_size: metadata.requiredNumber('llama.feed_forward_length'),
    num_hidden_layers: metadata.requiredNumber('llama.block_count'),
    num_attention_heads: heads,
    num_key_value_heads: keyHeads,
    head_dim: headDim,
    hidden_act: 'silu',
    rms_norm_eps: metadata.requiredNumber('llama.attention.layer_norm_rms_epsilon'),
    max_position_embeddings: metadata.requiredNumber('llama.context_length'),
    rope_theta: metadata.number('llama.rope.freq_base') ?? 10_000,
    rope_scaling: ropeScaling(metadata, ropeDivisors),
    tie_word_embeddings: !tensors.has('output.weight'),
    attention_bias: tensors.has('blk.0.attn_q.bias'),
    mlp_bias: tensors.has('blk.0.ffn_gate.bias'),
    bos_token_id: metadata.number('tokenizer.ggml.bos_token_id'),
    eos_token_id: metadata.number('tokenizer.ggml.eos_token_id'),
  };
}

function headCounts(metadata: Metadata): { heads: number; keyHeads: number } {
  const heads = metadata.requiredNumber('llama.attention.head_count');
  return { heads, keyHeads: metadata.number('llama.attention.head_count_kv') ?? heads };
}

function refuseVariants(metadata: Metadata, headDim: number): void {
  const experts = metadata.number('llama.expert_count') ?? 0;
  if (experts > 0)
    throw new InputError(`The GGUF file has ${experts} experts; mixture models can't be built`);
  const rotary = metadata.number('llama.rope.dimension_count') ?? headDim;
  const values = metadata.number('llama.attention.value_length') ?? headDim;
  if (rotary === headDim && values === headDim) return;
  throw new InputError(
    `The GGUF file rotates ${rotary} of ${headDim} key dimensions and has ${values} value dimensions a head; ` +
      'for model type llama all three numbers must be equal',
  );
}

function ropeScaling(metadata: Metadata, divisors: readonly number[] | null): object | null {
  if (divisors !== null) return { rope_type: 'divisors', divisors };
  const type = metadata.text('llama.rope.scaling.type') ?? 'none';
  if (type === 'none') return null;
  return { rope_type: type, factor: metadata.number('llama.rope.scaling.factor') };
}
