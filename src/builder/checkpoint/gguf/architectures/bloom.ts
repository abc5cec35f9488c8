import { groupedHeads } from '../undo.ts';
import type { GgufArchitecture } from './architecture.ts';
import { decoderSizes, headCounts, isTied, own, specialTokens } from './decoder-config.ts';

/** BLOOM and BLOOMZ, whose fused rows the converter sorts into queries, keys and values. */
export const bloom: GgufArchitecture = {
  name: 'bloom',
  outer: {
    token_embd: 'word_embeddings',
    token_embd_norm: 'word_embeddings_layernorm',
    output_norm: 'ln_f',
    output: 'lm_head',
  },
  layers: 'h',
  inner: {
    attn_norm: 'input_layernorm',
    attn_qkv: 'self_attention.query_key_value',
    attn_output: 'self_attention.dense',
    ffn_norm: 'post_attention_layernorm',
    ffn_up: 'mlp.dense_h_to_4h',
    ffn_down: 'mlp.dense_4h_to_h',
  },
  config(model) {
    const { metadata } = model;
    const { vocabulary, hidden, layers, context } = decoderSizes(model);
    return {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      vocab_size: vocabulary,
      hidden_size: hidden,
      n_layer: layers,
      n_head: headCounts(metadata).heads,
      layer_norm_epsilon: metadata.requiredNumber(own(metadata, 'attention.layer_norm_epsilon')),
      seq_length: context,
      apply_residual_connection_post_layernorm: false,
      tie_word_embeddings: isTied(model),
      ...specialTokens(metadata),
    };
  },
  undo(part, rows, metadata) {
    const { heads } = headCounts(metadata);
    return part === 'attn_qkv' ? groupedHeads(rows, { heads, keyHeads: heads }) : null;
  },
};
