import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { f32, type RawTensor, writeSafetensors } from '../builder/write-safetensors.ts';

const SIZES = { vocab: 4000, hidden: 32, intermediate: 48, layers: 2, heads: 4, kvHeads: 2, headDim: 8 };
const TOKENIZER = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-bloom/tokenizer.json');

export interface CheckpointChoices {
  /** Another seed is another model. */
  readonly seed?: number;
  /** Puts a NaN into the final norm, so that every logit is NaN. */
  readonly notANumber?: boolean;
}

/** Writes a Hugging Face folder with a LLaMA of random weights; large ones, so that its choices differ by question. */
export function writeCheckpoint(
  folder: string,
  { seed = 404, notANumber = false }: CheckpointChoices = {},
): void {
  mkdirSync(folder, { recursive: true });
  writeSafetensors(join(folder, 'model.safetensors'), randomWeights(seed, notANumber));
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      model_type: 'llama',
      vocab_size: SIZES.vocab,
      hidden_size: SIZES.hidden,
      intermediate_size: SIZES.intermediate,
      num_hidden_layers: SIZES.layers,
      num_attention_heads: SIZES.heads,
      num_key_value_heads: SIZES.kvHeads,
      head_dim: SIZES.headDim,
      hidden_act: 'silu',
      rms_norm_eps: 1e-5,
      max_position_embeddings: 4096,
      rope_theta: 10_000,
      tie_word_embeddings: true,
    }),
  );
  copyFileSync(TOKENIZER, join(folder, 'tokenizer.json'));
}

function randomWeights(seed: number, notANumber: boolean): Record<string, RawTensor> {
  const { vocab, hidden, intermediate, layers, heads, kvHeads, headDim } = SIZES;
  const random = generator(seed);
  const tensors: Record<string, RawTensor> = {};
  const add = (name: string, shape: readonly number[], scale: number): void => {
    const count = shape.reduce((product, size) => product * size, 1);
    tensors[`${name}.weight`] = f32(
      shape,
      Float32Array.from({ length: count }, () => scale * random()),
    );
  };
  const addNorm = (name: string): void => {
    tensors[`${name}.weight`] = f32([hidden], new Float32Array(hidden).fill(1));
  };
  add('model.embed_tokens', [vocab, hidden], 1);
  for (let layer = 0; layer < layers; layer += 1) {
    const block = `model.layers.${layer}`;
    addNorm(`${block}.input_layernorm`);
    add(`${block}.self_attn.q_proj`, [heads * headDim, hidden], 0.5);
    add(`${block}.self_attn.k_proj`, [kvHeads * headDim, hidden], 0.5);
    add(`${block}.self_attn.v_proj`, [kvHeads * headDim, hidden], 0.8);
    add(`${block}.self_attn.o_proj`, [hidden, heads * headDim], 0.8);
    addNorm(`${block}.post_attention_layernorm`);
    add(`${block}.mlp.gate_proj`, [intermediate, hidden], 0.5);
    add(`${block}.mlp.up_proj`, [intermediate, hidden], 0.5);
    add(`${block}.mlp.down_proj`, [hidden, intermediate], 0.5);
  }
  addNorm('model.norm');
  if (notANumber) tensors['model.norm.weight'] = f32([hidden], new Float32Array(hidden).fill(Number.NaN));
  return tensors;
}

/** Numbers from -1 to 1 of the Lehmer generator with multiplier 48271. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  };
}
