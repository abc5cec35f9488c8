import { ROPE_LONG, ROPE_SHORT } from '../rope-tables.ts';
import type { Metadata } from '../metadata.ts';
import type { GgufArchitecture, GgufModel } from './architecture.ts';
import { LLAMA_NORMS, LLAMA_OUTER, decoderConfig, headDimension, own } from './decoder-config.ts';

/** Phi-3, 3.5 and 4, with their two fused layers. */
export const phi3: GgufArchitecture = {
  name: 'phi3',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: {
    ...LLAMA_NORMS,
    attn_qkv: 'self_attn.qkv_proj',
    attn_output: 'self_attn.o_proj',
    ffn_up: 'mlp.gate_up_proj',
    ffn_down: 'mlp.down_proj',
  },
  config(model) {
    const { metadata } = model;
    const window = metadata.number(own(metadata, 'attention.sliding_window')) ?? 0;
    return {
      architectures: ['Phi3ForCausalLM'],
      model_type: 'phi3',
      ...decoderConfig(model),
      rope_scaling: longrope(model),
      original_max_position_embeddings: metadata.requiredNumber(
        own(metadata, 'rope.scaling.original_context_length'),
      ),
      partial_rotary_factor: rotaryShare(metadata),
      // Zero stands for none.
      sliding_window: window === 0 ? null : window,
    };
  },
};

function longrope(model: GgufModel): object | null {
  const [long, short] = [model.table(ROPE_LONG), model.table(ROPE_SHORT)];
  return long === null || short === null
    ? null
    : { type: 'longrope', long_factor: long, short_factor: short };
}

function rotaryShare(metadata: Metadata): number {
  const headDim = headDimension(metadata);
  return (metadata.number(own(metadata, 'rope.dimension_count')) ?? headDim) / headDim;
}
