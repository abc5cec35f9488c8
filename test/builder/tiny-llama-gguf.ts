import { TINY, type TinyLlama } from './tiny-llama.ts';
import { type TestTensor, type TestValue, ggufBytes } from './write-gguf.ts';

const F32 = 0;

/** ggml's name of a Hugging Face tensor of a LLaMA model. */
function ggmlName(name: string): string {
  const names: readonly (readonly [string, string])[] = [
    ['model.embed_tokens', 'token_embd'],
    ['model.norm', 'output_norm'],
    ['lm_head', 'output'],
    ['model.layers', 'blk'],
    ['post_attention_layernorm', 'ffn_norm'],
    ['input_layernorm', 'attn_norm'],
    ['self_attn.q_proj', 'attn_q'],
    ['self_attn.k_proj', 'attn_k'],
    ['self_attn.v_proj', 'attn_v'],
    ['self_attn.o_proj', 'attn_output'],
    ['mlp.gate_proj', 'ffn_gate'],
    ['mlp.up_proj', 'ffn_up'],
    ['mlp.down_proj', 'ffn_down'],
  ];
  return names.reduce((renamed, [from, to]) => renamed.replace(from, to), name);
}

/** What llama.cpp's converter does to q and k: reshape [n, 2, hd/2, in], swap the two middle axes, flatten. */
function permuted(values: Float32Array, heads: number, rows: number): Float32Array {
  const width = values.length / rows;
  const half = rows / heads / 2;
  const result = new Float32Array(values.length);
  let target = 0;
  for (let head = 0; head < heads; head += 1) {
    for (let index = 0; index < half; index += 1) {
      for (const part of [0, 1]) {
        const source = head * half * 2 + part * half + index;
        result.set(values.subarray(source * width, (source + 1) * width), target * width);
        target += 1;
      }
    }
  }
  return result;
}

/** Metadata of the tiny model, with a byte-level tokenizer of two letters. */
export const TINY_METADATA: Readonly<Record<string, TestValue>> = {
  'general.architecture': { text: 'llama' },
  'llama.context_length': { u32: TINY.context },
  'llama.embedding_length': { u32: TINY.hidden },
  'llama.block_count': { u32: TINY.layers },
  'llama.feed_forward_length': { u32: TINY.intermediate },
  'llama.attention.head_count': { u32: TINY.heads },
  'llama.attention.head_count_kv': { u32: TINY.kvHeads },
  'llama.attention.key_length': { u32: TINY.headDim },
  'llama.attention.value_length': { u32: TINY.headDim },
  'llama.attention.layer_norm_rms_epsilon': { f32: TINY.epsilon },
  'llama.rope.dimension_count': { u32: TINY.headDim },
  'llama.rope.freq_base': { f32: TINY.theta },
  'tokenizer.ggml.model': { text: 'gpt2' },
  'tokenizer.ggml.pre': { text: 'gpt-2' },
  'tokenizer.ggml.tokens': { texts: ['<s>', 'a', 'b', 'ab', 'tool', '[PAD5]'] },
  'tokenizer.ggml.token_type': { i32s: [3, 1, 1, 1, 4, 5] },
  'tokenizer.ggml.merges': { texts: ['a b'] },
  'tokenizer.ggml.bos_token_id': { u32: 0 },
  'tokenizer.ggml.add_bos_token': { bool: true },
};

/** The model's tensors as llama.cpp's converter stores them. */
export function tinyTensors(model: TinyLlama, ropeDivisors?: readonly number[]): Record<string, TestTensor> {
  const tensors: Record<string, TestTensor> = {};
  for (const [name, { shape, values }] of model.weights) {
    const heads = name.includes('q_proj') ? TINY.heads : name.includes('k_proj') ? TINY.kvHeads : null;
    const stored = heads === null ? values : permuted(values, heads, shape[0] ?? 0);
    tensors[ggmlName(name)] = { shape, type: F32, bytes: new Uint8Array(stored.buffer) };
  }
  if (ropeDivisors !== undefined) {
    const bytes = new Uint8Array(Float32Array.from(ropeDivisors).buffer);
    tensors['rope_freqs.weight'] = { shape: [ropeDivisors.length], type: F32, bytes };
  }
  return tensors;
}

/** The tiny model as a GGUF file. */
export function ggufOf(model: TinyLlama, ropeDivisors?: readonly number[]): Uint8Array {
  return ggufBytes({ metadata: TINY_METADATA, tensors: tinyTensors(model, ropeDivisors) });
}
