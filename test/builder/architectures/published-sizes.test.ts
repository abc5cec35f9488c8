import { expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { valueCount } from '../../../src/builder/checkpoint/checkpoint.ts';

/** The sizes of published config.json files. */
function sizes(
  [vocab_size, hidden_size, intermediate_size]: readonly [number, number, number],
  [num_hidden_layers, num_attention_heads, num_key_value_heads]: readonly [number, number, number],
): object {
  return {
    vocab_size,
    hidden_size,
    intermediate_size,
    num_hidden_layers,
    num_attention_heads,
    num_key_value_heads,
    rms_norm_eps: 1e-6,
    max_position_embeddings: 4096,
    tie_word_embeddings: false,
  };
}

const TIED = { tie_word_embeddings: true };
const BAICHUAN_13B = { max_position_embeddings: undefined, model_max_length: 4096 };

/** Parameters as the model cards tell them or as half the bytes of the published 16-bit weights, a tied matrix once. */
const PUBLISHED: readonly (readonly [string, number, object])[] = [
  ['llama', 6_738_415_616, sizes([32_000, 4096, 11_008], [32, 32, 32])],
  ['aquila', 7_295_537_152, sizes([100_008, 4096, 11_008], [32, 32, 32])],
  ['baichuan', 7_000_559_616, sizes([64_000, 4096, 11_008], [32, 32, 32])],
  ['baichuan', 13_264_901_120, { ...sizes([64_000, 5120, 13_696], [40, 40, 40]), ...BAICHUAN_13B }],
  ['mistral', 7_241_732_096, sizes([32_000, 4096, 14_336], [32, 32, 8])],
  ['qwen2', 494_032_768, { ...sizes([151_936, 896, 4864], [24, 14, 2]), ...TIED }],
  ['qwen3', 596_049_920, { ...sizes([151_936, 1024, 3072], [28, 16, 8]), ...TIED, head_dim: 128 }],
  ['gemma3_text', 999_885_952, { ...sizes([262_144, 1152, 6912], [26, 4, 1]), ...TIED, head_dim: 256 }],
  ['phi3', 3_821_079_552, sizes([32_064, 3072, 8192], [32, 32, 32])],
  ['olmo2', 1_484_916_736, sizes([100_352, 2048, 8192], [16, 16, 16])],
];

it.each(PUBLISHED)('%s has %d parameters in a published size', (type, parameters, config) => {
  const all = { ...config, model_type: type };
  const { graph } = architectureOf(all).build(all, () => true);
  const tensors = graph.initializers.filter(({ kind }) => kind === 'tensor');
  expect(tensors.reduce((sum, { shape }) => sum + valueCount(shape), 0)).toBe(parameters);
});
