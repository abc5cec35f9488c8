import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src/builder/architectures/index.ts';
import { InputError } from '../../../src/errors.ts';

/** What the configs of LLaMA's descendants share. */
const SHARED = {
  vocab_size: 64,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  rms_norm_eps: 1e-6,
  max_position_embeddings: 128,
};

const fixtures = resolve(import.meta.dirname, '../../fixtures/builder');
const GEMMA = JSON.parse(readFileSync(join(fixtures, 'gemma3-nested/config.json'), 'utf8')) as {
  text_config: object;
};

function build(config: object): unknown {
  return architectureOf(config).build(config, () => true);
}

describe.each(['aquila', 'baichuan', 'internlm', 'mistral', 'olmo2', 'phi3', 'qwen2', 'qwen3'])(
  '%s',
  (type) => {
    const config = { ...SHARED, model_type: type };

    it('is built from the keys that it shares with LLaMA', () => {
      expect(build(config)).toMatchObject({
        vocabSize: 64,
        contextLength: 128,
        layers: 2,
        kvHeads: 4,
        headDim: 8,
      });
    });

    it.each([
      ['an activation that is unknown', { hidden_act: 'mish' }, /hidden_act is "mish": /],
      ['a value that is too long to show', { hidden_act: 'm'.repeat(100) }, /hidden_act: /],
      ['no epsilon', { rms_norm_eps: undefined }, /rms_norm_eps/],
      [
        'heads that can not be shared',
        { num_key_value_heads: 3 },
        /4 heads of 8 dimensions over 3 key heads/,
      ],
      ['an unknown rotary scaling', { rope_scaling: { type: 'xpos', factor: 2 } }, /"xpos"/],
      [
        'one that is called as what every object has',
        { rope_scaling: { type: 'constructor' } },
        /"constructor"/,
      ],
      ['an absurd number of layers', { num_hidden_layers: 1e9 }, /num_hidden_layers/],
    ])('refuses %s', (_, change, message) => {
      expect(() => build({ ...config, ...change })).toThrow(InputError);
      expect(() => build({ ...config, ...change })).toThrow(message);
    });
  },
);

describe.each([
  ['qwen2', { use_sliding_window: true }, /use_sliding_window/],
  ['qwen2', { layer_types: ['full_attention', 'sliding_attention'] }, /layer_types\.1/],
  ['qwen3', { use_sliding_window: true }, /use_sliding_window/],
  ['mistral', { sliding_window: 0 }, /sliding_window/],
  ['phi3', { sliding_window: -1 }, /sliding_window/],
  ['phi3', { partial_rotary_factor: 2 }, /partial_rotary_factor/],
  ['internlm', { bias: 'yes' }, /bias/],
  ['internlm', { rotary: { base: 500_000, type: 'origin' } }, /rotary\.base/],
  ['llama', { partial_rotary_factor: 0.5 }, /turns whole heads/],
  ['olmo2', { rope_parameters: longrope(), original_max_position_embeddings: 64 }, /longrope can't be built/],
])('%s with %j', (type, change, message) => {
  it('is refused', () => {
    const config = { ...SHARED, model_type: type, ...change };
    expect(() => build(config)).toThrow(InputError);
    expect(() => build(config)).toThrow(message);
  });
});

describe('gemma3', () => {
  it.each([
    ['capped attention scores', { attn_logit_softcapping: 50 }, /attn_logit_softcapping/],
    ['capped logits', { final_logit_softcapping: 30 }, /final_logit_softcapping/],
    ['attention in both directions', { use_bidirectional_attention: true }, /use_bidirectional_attention/],
    ['kinds for another number of layers', { layer_types: ['full_attention'] }, /1 layer_types for 3 layers/],
    ['an unknown kind of layer', { layer_types: ['a', 'b', 'c'] }, /layer_types\.0/],
    ['an unknown activation', { hidden_activation: 'mish' }, /hidden_act/],
  ])('refuses %s', (_, change, message) => {
    const text = { ...GEMMA.text_config, ...change };
    for (const config of [
      { ...text, model_type: 'gemma3_text' },
      { ...GEMMA, text_config: text },
    ]) {
      expect(() => build(config)).toThrow(InputError);
      expect(() => build(config)).toThrow(message);
    }
  });

  it('has the defaults of its class, which the configs of the larger models leave out', () => {
    const text = {
      hidden_size: 2560,
      intermediate_size: 10_240,
      num_hidden_layers: 34,
      sliding_window: 1024,
    };
    expect(build({ model_type: 'gemma3', text_config: text })).toMatchObject({
      vocabSize: 262_208,
      contextLength: 131_072,
      kvHeads: 4,
      headDim: 256,
    });
  });
});

function longrope() {
  const factors = [1, 1, 1, 1];
  return { rope_type: 'longrope', short_factor: factors, long_factor: factors };
}
