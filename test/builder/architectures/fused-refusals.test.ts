import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { InputError } from '../../../src/errors.ts';
import { BLOOM, CHATGLM, CODEGEN, FALCON, GPT2, GPT_NEOX, MPT } from './configs.ts';

const { attn_config: ATTENTION } = MPT;
const attention = (options: object): object => ({ attn_config: { ...ATTENTION, ...options } });

describe('a config that is refused, by the key', () => {
  it.each<[string, object, object, RegExp]>([
    [
      'a residual after the norm',
      BLOOM,
      { apply_residual_connection_post_layernorm: true },
      /apply_residual/,
    ],
    ['widths that no heads share', BLOOM, { num_attention_heads: 5 }, /5 heads for a width of 24/],
    ['two keys for one number', BLOOM, { n_embed: 96 }, /hidden_size 24 and n_embed 96/],
    ['no width at all', BLOOM, { hidden_size: undefined }, /hidden_size/],
    ['an absurd number of layers', BLOOM, { n_layer: 1e9 }, /num_hidden_layers/],

    ['key heads beside one for all', FALCON, { num_kv_heads: 2 }, /num_kv_heads 2, while multi_query true/],
    ['key heads beside one each', FALCON, { multi_query: false, num_kv_heads: 2 }, /multi_query false/],
    [
      'key heads that no heads share',
      FALCON,
      { new_decoder_architecture: true, num_kv_heads: 3 },
      /4 heads over 3 key heads/,
    ],
    [
      'a newer decoder in turn',
      FALCON,
      { new_decoder_architecture: true, parallel_attn: false },
      /new_decoder_architecture without parallel_attn/,
    ],
    ['three norms', FALCON, { num_ln_in_parallel_attn: 3 }, /num_ln_in_parallel_attn/],
    ['an unknown activation', FALCON, { activation: 'mish' }, /activation/],

    ['no attention config', MPT, { attn_config: undefined }, /attn_config/],
    ['learned positions', MPT, attention({ alibi: false }), /attn_config\.alibi/],
    ['rotary', MPT, attention({ rope: true }), /attn_config\.rope/],
    ['shared key heads', MPT, attention({ attn_type: 'multiquery_attention' }), /attn_config\.attn_type/],
    ['a prefix mask', MPT, attention({ prefix_lm: true }), /attn_config\.prefix_lm/],
    ['normed queries', MPT, attention({ qk_ln: true }), /attn_config\.qk_ln/],
    ['a window', MPT, attention({ sliding_window_size: 64 }), /attn_config\.sliding_window_size/],
    ['biases', MPT, { no_bias: false }, /no_bias/],
    ['another norm', MPT, { norm_type: 'rmsnorm' }, /norm_type/],
    ['a scale in other words', MPT, { logit_scale: 'inv_sqrt' }, /logit_scale/],

    ['a tied output matrix', GPT_NEOX, { tie_word_embeddings: true }, /tie_word_embeddings/],
    ['an odd part of each head', GPT_NEOX, { rotary_pct: 0.2 }, /rotates 3 dimensions of a head of 16/],
    ['an unknown activation', GPT_NEOX, { hidden_act: 'quick_gelu' }, /hidden_act/],

    ['attention across', GPT2, { add_cross_attention: true }, /add_cross_attention/],
    ['scores scaled by layer', GPT2, { scale_attn_by_inverse_layer_idx: true }, /inverse_layer_idx/],
    ['unscaled scores', GPT2, { scale_attn_weights: false }, /scale_attn_weights/],

    ['heads that four can not share', CODEGEN, { n_head: 2 }, /n_head 2/],
    ['more dimensions than a head has', CODEGEN, { rotary_dim: 32 }, /rotates 32 dimensions of a head of 16/],
    ['no rotary at all', CODEGEN, { rotary_dim: null }, /rotary_dim/],

    ['the revision of the larger vocabulary', CHATGLM, { gmask_token_id: undefined }, /gmask_token_id/],
    ['positions of one kind', CHATGLM, { position_encoding_2d: false }, /position_encoding_2d/],
    ['quantised weights', CHATGLM, { quantization_bit: 4 }, /quantization_bit/],
    ['a tuned prefix', CHATGLM, { pre_seq_len: 128 }, /pre_seq_len/],
    ['heads of an odd half', CHATGLM, { num_attention_heads: 8 }, /rotates 1 dimensions of a head of 2/],
  ])('%s', (_, config, change, message) => {
    const asked = { ...config, ...change };
    const build = (): unknown => architectureOf(asked).build(asked, () => true);
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});

/** What becomes of an output matrix. */
function heads(config: object, stored: boolean): readonly string[] {
  const { graph, redundant } = architectureOf(config).build(config, () => stored);
  const used = graph.initializers.filter(({ name }) => name === 'lm_head.weight');
  return [...used.map(() => 'used'), ...redundant.map(() => 'redundant')];
}

describe('whether the output matrix is the embedding', () => {
  it('is what the config of a BLOOM says, else what is stored', () => {
    expect(heads({ ...BLOOM, tie_word_embeddings: true }, true)).toEqual(['redundant']);
    expect(heads({ ...BLOOM, tie_word_embeddings: false }, false)).toEqual(['used']);
    expect(heads(BLOOM, true)).toEqual(['used']);
    expect(heads(BLOOM, false)).toEqual(['redundant']);
  });

  it('is so for a Falcon that does not deny it, whose copy need not be read', () => {
    expect(heads(FALCON, true)).toEqual(['redundant']);
    expect(heads({ ...FALCON, tie_word_embeddings: false }, true)).toEqual(['used']);
  });
});
