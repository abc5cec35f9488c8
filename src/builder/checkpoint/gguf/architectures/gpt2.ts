import type { GgufArchitecture } from './architecture.ts';
import { decoderSizes, headCounts, isTied, own, specialTokens } from './decoder-config.ts';

/** Published with the inputs first, which the converter turns round. */
const CONVOLUTIONS: ReadonlySet<string> = new Set(['attn_qkv', 'attn_output', 'ffn_up', 'ffn_down']);

/** GPT-2 of all sizes. */
export const gpt2: GgufArchitecture = {
  name: 'gpt2',
  outer: { token_embd: 'wte', position_embd: 'wpe', output_norm: 'ln_f', output: 'lm_head' },
  layers: 'h',
  inner: {
    attn_norm: 'ln_1',
    attn_qkv: 'attn.c_attn',
    attn_output: 'attn.c_proj',
    ffn_norm: 'ln_2',
    ffn_up: 'mlp.c_fc',
    ffn_down: 'mlp.c_proj',
  },
  config(model) {
    const { metadata } = model;
    const { vocabulary, hidden, intermediate, layers, context } = decoderSizes(model);
    return {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      vocab_size: vocabulary,
      n_embd: hidden,
      n_layer: layers,
      n_head: headCounts(metadata).heads,
      n_inner: intermediate,
      n_positions: context,
      activation_function: 'gelu_new',
      layer_norm_epsilon: metadata.requiredNumber(own(metadata, 'attention.layer_norm_epsilon')),
      tie_word_embeddings: isTied(model),
      ...specialTokens(metadata),
    };
  },
  undo: (part) => (CONVOLUTIONS.has(part) ? { kind: 'transposed' } : null),
};
