import { groupedHeads } from '../undo.ts';
import type { GgufArchitecture } from './architecture.ts';
import { decoderSizes, headCounts, headDimension, isTied, own, specialTokens } from './decoder-config.ts';

/** GPT-NeoX and Pythia, whose fused rows the converter sorts into queries, keys and values. */
export const gptNeox: GgufArchitecture = {
  name: 'gptneox',
  outer: { token_embd: 'gpt_neox.embed_in', output_norm: 'gpt_neox.final_layer_norm', output: 'embed_out' },
  layers: 'gpt_neox.layers',
  inner: {
    attn_norm: 'input_layernorm',
    attn_qkv: 'attention.query_key_value',
    attn_output: 'attention.dense',
    ffn_norm: 'post_attention_layernorm',
    ffn_up: 'mlp.dense_h_to_4h',
    ffn_down: 'mlp.dense_4h_to_h',
  },
  config(model) {
    const { metadata } = model;
    const { vocabulary, hidden, intermediate, layers, context } = decoderSizes(model);
    const headDim = headDimension(metadata);
    return {
      architectures: ['GPTNeoXForCausalLM'],
      model_type: 'gpt_neox',
      vocab_size: vocabulary,
      hidden_size: hidden,
      intermediate_size: intermediate,
      num_hidden_layers: layers,
      num_attention_heads: headCounts(metadata).heads,
      hidden_act: 'gelu',
      layer_norm_eps: metadata.requiredNumber(own(metadata, 'attention.layer_norm_epsilon')),
      max_position_embeddings: context,
      rotary_pct: metadata.requiredNumber(own(metadata, 'rope.dimension_count')) / headDim,
      rotary_emb_base: metadata.number(own(metadata, 'rope.freq_base')) ?? 10_000,
      use_parallel_residual: metadata.boolean(own(metadata, 'use_parallel_residual')) ?? true,
      tie_word_embeddings: isTied(model),
      ...specialTokens(metadata),
    };
  },
  undo(part, rows, metadata) {
    const { heads } = headCounts(metadata);
    return part === 'attn_qkv' ? groupedHeads(rows, { heads, keyHeads: heads }) : null;
  },
};
