import { InputError } from '../../../../errors.ts';
import { groupedHeads } from '../undo.ts';
import type { GgufArchitecture, PartNames } from './architecture.ts';
import { decoderSizes, headCounts, isTied, own, specialTokens } from './decoder-config.ts';

const NAMES: PartNames = {
  attn_norm: 'input_layernorm',
  attn_qkv: 'self_attention.query_key_value',
  attn_output: 'self_attention.dense',
  ffn_up: 'mlp.dense_h_to_4h',
  ffn_down: 'mlp.dense_4h_to_h',
};

/** Falcon 7B, 11B, 40B and 180B, whose fused rows the converter sorts into queries, keys and values. */
export const falcon: GgufArchitecture = {
  name: 'falcon',
  outer: { token_embd: 'transformer.word_embeddings', output_norm: 'transformer.ln_f', output: 'lm_head' },
  layers: 'transformer.h',
  inner: ({ tensors }) =>
    tensors.has(SECOND_NORM) ? { ...NAMES, attn_norm: 'ln_mlp', attn_norm_2: 'ln_attn' } : NAMES,
  config(model) {
    const { metadata, tensors } = model;
    const { vocabulary, hidden, intermediate, layers, context } = decoderSizes(model);
    const { heads, keyHeads } = headCounts(metadata);
    if (keyHeads === heads) {
      throw new InputError(
        `The GGUF file has ${heads} heads and as many key heads, as Falcon-RW; that has ALiBi, which GGUF doesn't tell, so build from the published checkpoint`,
      );
    }
    return {
      architectures: ['FalconForCausalLM'],
      model_type: 'falcon',
      vocab_size: vocabulary,
      hidden_size: hidden,
      ffn_hidden_size: intermediate,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_kv_heads: keyHeads,
      layer_norm_epsilon: metadata.requiredNumber(own(metadata, 'attention.layer_norm_epsilon')),
      max_position_embeddings: context,
      rope_theta: metadata.number(own(metadata, 'rope.freq_base')) ?? 10_000,
      alibi: false,
      bias: tensors.has('blk.0.attn_qkv.bias'),
      multi_query: true,
      parallel_attn: true,
      new_decoder_architecture: keyHeads > 1,
      num_ln_in_parallel_attn: tensors.has(SECOND_NORM) ? 2 : 1,
      tie_word_embeddings: isTied(model),
      ...specialTokens(metadata),
    };
  },
  undo: (part, rows, metadata) => (part === 'attn_qkv' ? groupedHeads(rows, headCounts(metadata)) : null),
};

/** There where each half of a block has a norm of its own. */
const SECOND_NORM = 'blk.0.attn_norm_2.weight';
