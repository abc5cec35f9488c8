import type { GgufArchitecture } from './architecture.ts';
import {
  LLAMA_OUTER,
  LLAMA_PROJECTIONS,
  QUERY_KEY_NORMS,
  decoderConfig,
  refusePartialRotary,
} from './decoder-config.ts';

/** OLMo 2, whose norms stand after the branches. */
export const olmo2: GgufArchitecture = {
  name: 'olmo2',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: {
    ...LLAMA_PROJECTIONS,
    ...QUERY_KEY_NORMS,
    post_attention_norm: 'post_attention_layernorm',
    post_ffw_norm: 'post_feedforward_layernorm',
  },
  config(model) {
    refusePartialRotary(model.metadata);
    return {
      architectures: ['Olmo2ForCausalLM'],
      model_type: 'olmo2',
      ...decoderConfig(model),
      attention_bias: false,
    };
  },
};
