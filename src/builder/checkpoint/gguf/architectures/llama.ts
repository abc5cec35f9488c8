import { ROPE_FREQUENCIES } from '../rope-tables.ts';
import { turnedHeads } from '../undo.ts';
import type { GgufArchitecture } from './architecture.ts';
import {
  LLAMA_NORMS,
  LLAMA_OUTER,
  LLAMA_PROJECTIONS,
  decoderConfig,
  headCounts,
  refusePartialRotary,
} from './decoder-config.ts';

/** LLaMA, Mistral and others of the shape, whose query and key rows the converter turns for ggml's rotary. */
export const llama: GgufArchitecture = {
  name: 'llama',
  outer: LLAMA_OUTER,
  layers: 'model.layers',
  inner: { ...LLAMA_NORMS, ...LLAMA_PROJECTIONS },
  config(model) {
    const { metadata, tensors } = model;
    refusePartialRotary(metadata);
    const divisors = model.table(ROPE_FREQUENCIES);
    return {
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      ...decoderConfig(model),
      ...(divisors === null ? {} : { rope_scaling: { rope_type: 'divisors', divisors } }),
      attention_bias: tensors.has('blk.0.attn_q.bias'),
      mlp_bias: tensors.has('blk.0.ffn_gate.bias'),
    };
  },
  undo(part, rows, metadata) {
    const { heads, keyHeads } = headCounts(metadata);
    if (part === 'attn_q') return turnedHeads(rows, heads);
    return part === 'attn_k' ? turnedHeads(rows, keyHeads) : null;
  },
};
