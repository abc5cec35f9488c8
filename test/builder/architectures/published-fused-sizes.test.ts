import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { valueCount } from '../../../src/builder/checkpoint/checkpoint.ts';

const FALCON_7B = {
  hidden_size: 4544,
  vocab_size: 65_024,
  multi_query: true,
  parallel_attn: true,
  bias: false,
};

/** The shapes of published models by their config.json, and their numbers of trained values (a tied matrix once). */
const PUBLISHED: readonly (readonly [string, object, number])[] = [
  [
    'BLOOM-7B1',
    { model_type: 'bloom', n_embed: 4096, n_layer: 30, num_attention_heads: 32, vocab_size: 250_880 },
    7_069_016_064,
  ],
  [
    'Falcon-7B',
    { model_type: 'falcon', ...FALCON_7B, num_attention_heads: 71, num_hidden_layers: 32, num_kv_heads: 71 },
    6_921_720_704,
  ],
  [
    'Falcon-7B as first published',
    { model_type: 'RefinedWebModel', ...FALCON_7B, n_head: 71, n_layer: 32 },
    6_921_720_704,
  ],
  [
    'MPT-7B',
    {
      model_type: 'mpt',
      d_model: 4096,
      n_heads: 32,
      n_layers: 32,
      vocab_size: 50_432,
      max_seq_len: 2048,
      attn_config: { alibi: true, alibi_bias_max: 8, clip_qkv: null, softmax_scale: null },
    },
    6_649_286_656,
  ],
  [
    'MOSS-moon-003',
    {
      model_type: 'moss',
      n_embd: 6144,
      n_layer: 34,
      n_head: 24,
      rotary_dim: 64,
      n_positions: 2048,
      n_inner: null,
      vocab_size: 107_008,
    },
    16_717_980_160,
  ],
  [
    'GPT-2',
    { model_type: 'gpt2', n_embd: 768, n_layer: 12, n_head: 12, n_positions: 1024, vocab_size: 50_257 },
    124_439_808,
  ],
  [
    'Pythia-70M',
    {
      model_type: 'gpt_neox',
      hidden_size: 512,
      intermediate_size: 2048,
      num_hidden_layers: 6,
      num_attention_heads: 8,
      rotary_pct: 0.25,
      max_position_embeddings: 2048,
      vocab_size: 50_304,
    },
    70_426_624,
  ],
];

const CHATGLM_6B = {
  model_type: 'chatglm',
  vocab_size: 130_528,
  hidden_size: 4096,
  inner_hidden_size: 16_384,
  num_layers: 28,
  num_attention_heads: 32,
  layernorm_epsilon: 1e-5,
  max_sequence_length: 2048,
  position_encoding_2d: true,
  bos_token_id: 130_004,
  gmask_token_id: 130_001,
  mask_token_id: 130_000,
};

function tensorsOf(config: object): { readonly name: string; readonly shape: readonly number[] }[] {
  const { graph } = architectureOf(config).build(config, () => false);
  return graph.initializers.filter(({ kind }) => kind === 'tensor');
}

describe('the number of trained values', () => {
  it.each(PUBLISHED)('of %s is the published one', (_, config, expected) => {
    expect(tensorsOf(config).reduce((sum, { shape }) => sum + valueCount(shape), 0)).toBe(expected);
  });

  it('of ChatGLM-6B is that of its files: norms in float32, frequencies and all else in float16', () => {
    const bytes = tensorsOf(CHATGLM_6B).reduce(
      (sum, { name, shape }) => sum + valueCount(shape) * (name.includes('layernorm') ? 4 : 2),
      0,
    );
    const frequencies = 28 * 32 * 2;
    expect(bytes + frequencies).toBe(13_416_793_856);
  });
});
