import type { GgufArchitecture } from './architecture.ts';
import {
  LLAMA_OUTER,
  LLAMA_PROJECTIONS,
  QUERY_KEY_NORMS,
  decoderConfig,
  headCounts,
  headDimension,
  own,
  refusePartialRotary,
} from './decoder-config.ts';
import type { Metadata } from '../metadata.ts';

/** One layer of so many sees all positions; llama.cpp takes this number where the file has none. */
const PATTERN = 6;

/** Gemma 3 (text). The converter adds to each norm the one that the model adds when it runs. */
export const gemma3: GgufArchitecture = {
  name: 'gemma3',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: {
    ...LLAMA_PROJECTIONS,
    ...QUERY_KEY_NORMS,
    attn_norm: 'input_layernorm',
    post_attention_norm: 'post_attention_layernorm',
    ffn_norm: 'pre_feedforward_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  },
  config(model) {
    const { metadata } = model;
    refusePartialRotary(metadata);
    const { hidden_act: _, ...shared } = decoderConfig(model);
    return {
      architectures: ['Gemma3ForCausalLM'],
      model_type: 'gemma3_text',
      ...shared,
      hidden_activation: 'gelu_pytorch_tanh',
      attention_bias: false,
      query_pre_attn_scalar: queryScalar(metadata),
      sliding_window: metadata.requiredNumber(own(metadata, 'attention.sliding_window')),
      sliding_window_pattern: metadata.number(own(metadata, 'attention.sliding_window_pattern')) ?? PATTERN,
      rope_local_base_freq: metadata.number(own(metadata, 'rope.freq_base_swa')) ?? 10_000,
      attn_logit_softcapping: metadata.number(own(metadata, 'attn_logit_softcapping')) ?? null,
      final_logit_softcapping: metadata.number(own(metadata, 'final_logit_softcapping')) ?? null,
    };
  },
  undo: (part) => (part.endsWith('norm') ? { kind: 'minus one' } : null),
};

/** Layers of the 27B model, by which llama.cpp knows it. */
const LAYERS_27B = 62;

/** What the square root of divides the scores: not in the file, and of the 27B model another number than of the rest. */
function queryScalar(metadata: Metadata): number {
  if (metadata.requiredNumber(own(metadata, 'block_count')) !== LAYERS_27B) return headDimension(metadata);
  return metadata.requiredNumber(own(metadata, 'embedding_length')) / headCounts(metadata).heads;
}
