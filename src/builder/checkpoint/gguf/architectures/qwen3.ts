import type { GgufArchitecture } from './architecture.ts';
import {
  LLAMA_NORMS,
  LLAMA_OUTER,
  LLAMA_PROJECTIONS,
  QUERY_KEY_NORMS,
  decoderConfig,
  refusePartialRotary,
} from './decoder-config.ts';

/** Qwen3 (dense). */
export const qwen3: GgufArchitecture = {
  name: 'qwen3',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: { ...LLAMA_NORMS, ...LLAMA_PROJECTIONS, ...QUERY_KEY_NORMS },
  config(model) {
    refusePartialRotary(model.metadata);
    return {
      architectures: ['Qwen3ForCausalLM'],
      model_type: 'qwen3',
      ...decoderConfig(model),
      attention_bias: model.tensors.has('blk.0.attn_q.bias'),
      use_sliding_window: false,
    };
  },
};
