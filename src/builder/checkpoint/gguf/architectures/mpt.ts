import type { GgufArchitecture } from './architecture.ts';
import { decoderSizes, headCounts, isTied, own, specialTokens } from './decoder-config.ts';

/** MPT; the converter changes names only. */
export const mpt: GgufArchitecture = {
  name: 'mpt',
  outer: { token_embd: 'transformer.wte', output_norm: 'transformer.norm_f', output: 'lm_head' },
  layers: 'transformer.blocks',
  inner: {
    attn_norm: 'norm_1',
    attn_qkv: 'attn.Wqkv',
    attn_output: 'attn.out_proj',
    ffn_norm: 'norm_2',
    ffn_up: 'ffn.up_proj',
    ffn_down: 'ffn.down_proj',
  },
  config(model) {
    const { metadata } = model;
    const { vocabulary, hidden, intermediate, layers, context } = decoderSizes(model);
    const slope = metadata.number(own(metadata, 'attention.max_alibi_bias')) ?? 0;
    const clamp = metadata.number(own(metadata, 'attention.clamp_kqv')) ?? 0;
    return {
      architectures: ['MPTForCausalLM'],
      model_type: 'mpt',
      vocab_size: vocabulary,
      d_model: hidden,
      n_layers: layers,
      n_heads: headCounts(metadata).heads,
      expansion_ratio: intermediate / hidden,
      max_seq_len: context,
      layer_norm_epsilon: metadata.requiredNumber(own(metadata, 'attention.layer_norm_epsilon')),
      // Zero stands for none.
      attn_config: { alibi: slope > 0, alibi_bias_max: slope, clip_qkv: clamp > 0 ? clamp : null },
      tie_word_embeddings: isTied(model),
      ...specialTokens(metadata),
    };
  },
};
