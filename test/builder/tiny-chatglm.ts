import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { f32, writeSafetensors } from './write-safetensors.ts';

/** A ChatGLM-6B of one layer; ids 20 to 23 are [MASK], [gMASK], <sop>, <eop>. */
export const TINY_CHATGLM = {
  model_type: 'chatglm',
  architectures: ['ChatGLMModel'],
  vocab_size: 24,
  hidden_size: 16,
  inner_hidden_size: 24,
  num_layers: 1,
  num_attention_heads: 2,
  layernorm_epsilon: 1e-5,
  max_sequence_length: 2000,
  position_encoding_2d: true,
  mask_token_id: 20,
  gmask_token_id: 21,
  bos_token_id: 22,
  eos_token_id: 23,
};

/** Writes the checkpoint with made-up weights, large enough that every part counts; a larger vocabulary for a real tokenizer. */
export function writeTinyChatglm(
  folder: string,
  { vocabulary = TINY_CHATGLM.vocab_size, tokenizer = '{}' } = {},
): void {
  mkdirSync(folder);
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 2 * (seed / 2_147_483_647) - 1;
  };
  const tensors = layersOf(vocabulary).map(([name, shape]) => {
    const values = Array.from({ length: shape.reduce((product, size) => product * size) }, random);
    return [name, f32(shape, values)];
  });
  writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(tensors));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...TINY_CHATGLM, vocab_size: vocabulary }));
  writeFileSync(join(folder, 'tokenizer.json'), tokenizer);
}

type Layers = readonly (readonly [string, readonly number[]])[];

function layersOf(vocabulary: number): Layers {
  const { hidden_size: hidden, inner_hidden_size: inner } = TINY_CHATGLM;
  const block = 'transformer.layers.0';
  return [
    ['transformer.word_embeddings.weight', [vocabulary, hidden]],
    ...withBias(`${block}.input_layernorm`, [hidden]),
    ...withBias(`${block}.attention.query_key_value`, [3 * hidden, hidden]),
    ...withBias(`${block}.attention.dense`, [hidden, hidden]),
    ...withBias(`${block}.post_attention_layernorm`, [hidden]),
    ...withBias(`${block}.mlp.dense_h_to_4h`, [inner, hidden]),
    ...withBias(`${block}.mlp.dense_4h_to_h`, [hidden, inner]),
    ...withBias('transformer.final_layernorm', [hidden]),
    ['lm_head.weight', [vocabulary, hidden]],
  ];
}

function withBias(name: string, shape: readonly number[]): Layers {
  return [
    [`${name}.weight`, shape],
    [`${name}.bias`, shape.slice(0, 1)],
  ];
}
