import type { GgufArchitecture } from './architecture.ts';
import {
  LLAMA_NORMS,
  LLAMA_OUTER,
  LLAMA_PROJECTIONS,
  decoderConfig,
  refusePartialRotary,
} from './decoder-config.ts';

/** Qwen1.5 to 2.5. */
export const qwen2: GgufArchitecture = {
  name: 'qwen2',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: { ...LLAMA_NORMS, ...LLAMA_PROJECTIONS },
  config(model) {
    refusePartialRotary(model.metadata);
    return {
      architectures: ['Qwen2ForCausalLM'],
      model_type: 'qwen2',
      ...decoderConfig(model),
      use_sliding_window: false,
    };
  },
};
