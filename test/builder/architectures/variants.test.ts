import { describe, expect, it } from 'vitest';
import { largestDifference } from '../decoder-session.ts';
import type { Weights } from '../random-checkpoint.ts';
import { logitsOf, randomWeights } from '../random-checkpoint.ts';
import { BLOOM, CHATGLM, CODEGEN, FALCON, GPT2, GPT_NEOX, MPT } from './configs.ts';

const IDS = [7, 31, 3, 3, 19, 0, 25, 37, 11, 30, 2, 8];
/** Two ways of computing the same in float32. */
const SAME = 1e-4;

/** Some weights under other names, or with other values. */
function changed(
  weights: Weights,
  change: (name: string, values: Float32Array) => [string, Float32Array],
): Weights {
  return new Map(
    [...weights].map(([name, { shape, values }]) => {
      const [newName, newValues] = change(name, values);
      return [newName, { shape, values: newValues }];
    }),
  );
}

/** The same logits by two configs and weights. */
async function expectSame(
  [config, weights]: readonly [object, Weights],
  [other, otherWeights]: readonly [object, Weights],
): Promise<void> {
  const logits = await logitsOf(config, weights, IDS);
  expect(new Set(logits).size).toBeGreaterThan(10);
  expect(largestDifference(await logitsOf(other, otherWeights, IDS), logits)).toBeLessThan(SAME);
}

/** Whether a tensor is outside the module that the prefix stands for. */
function isOutside(name: string): boolean {
  return name.startsWith('lm_head') || name.startsWith('embed_out');
}

function withAttention(options: object): object {
  return { ...MPT, attn_config: { alibi: true, ...options } };
}

describe('names of tensors', () => {
  it.each([
    [BLOOM, 'transformer.'],
    [FALCON, 'transformer.'],
    [MPT, 'transformer.'],
    [GPT2, 'transformer.'],
    [CODEGEN, 'transformer.'],
    [GPT_NEOX, 'gpt_neox.'],
  ])('of $model_type may have a prefix or not', async (config, prefix) => {
    const weights = randomWeights(config);
    const prefixed = changed(weights, (name, values) => [
      isOutside(name) ? name : `${prefix}${name}`,
      values,
    ]);
    await expectSame([config, weights], [config, prefixed]);
  });

  it('are refused where two become one', async () => {
    const weights = randomWeights(GPT2);
    const both = new Map([
      ...weights,
      ['transformer.wte.weight', { shape: [1], values: new Float32Array(1) }] as const,
    ]);
    await expect(logitsOf(GPT2, both, IDS)).rejects.toThrow(/wte\.weight and transformer\.wte\.weight/);
  });

  it('that a family does not have are refused by name', async () => {
    const weights = randomWeights(BLOOM);
    const extra = new Map([
      ...weights,
      ['h.0.self_attention.gate.weight', { shape: [1], values: new Float32Array(1) }] as const,
    ]);
    await expect(logitsOf(BLOOM, extra, IDS)).rejects.toThrow(/h\.0\.self_attention\.gate\.weight/);
    const less = new Map([...weights].filter(([name]) => name !== 'ln_f.bias'));
    await expect(logitsOf(BLOOM, less, IDS)).rejects.toThrow(/lacks ln_f\.bias/);
  });
});

describe('falcon', () => {
  it('is the same by the keys and the type of its first weeks', async () => {
    const { num_hidden_layers: layers, num_attention_heads: heads, ...rest } = FALCON;
    const older = { ...rest, model_type: 'RefinedWebModel', n_layer: layers, n_head: heads };
    const weights = randomWeights(FALCON);
    await expectSame([FALCON, weights], [older, weights]);
    const newer = { ...FALCON, new_decoder_architecture: true, num_kv_heads: 2 };
    const grouped = randomWeights(newer);
    await expectSame([newer, grouped], [{ ...older, model_type: 'RefinedWeb', n_head_kv: 2 }, grouped]);
  });

  it('has one norm where it says so, which is two alike', async () => {
    const two = { ...FALCON, new_decoder_architecture: true, num_kv_heads: 2 };
    const one = { ...two, num_ln_in_parallel_attn: 1 };
    const weights = randomWeights(one);
    const doubled = new Map(
      [...weights].flatMap(([name, tensor]) =>
        name.includes('input_layernorm')
          ? ['ln_attn', 'ln_mlp'].map((norm) => [name.replace('input_layernorm', norm), tensor] as const)
          : [[name, tensor] as const],
      ),
    );
    await expectSame([one, weights], [two, doubled]);
  });
});

describe('mpt', () => {
  const weights = randomWeights(MPT);
  it('multiplies its logits where it says so', async () => {
    const logits = await logitsOf(MPT, weights, IDS);
    for (const [scale, factor] of [
      [0.5, 0.5],
      ['inv_sqrt_d_model', 1 / Math.sqrt(24)],
    ] as const) {
      const scaled = await logitsOf({ ...MPT, logit_scale: scale }, weights, IDS);
      expect(
        largestDifference(
          scaled,
          logits.map((logit) => factor * logit),
        ),
      ).toBeLessThan(SAME);
    }
  });

  it('scales its scores as it says, by the root of the width of a head where it does not', async () => {
    await expectSame([MPT, weights], [withAttention({ softmax_scale: 1 / Math.sqrt(8) }), weights]);
    const logits = await logitsOf(MPT, weights, IDS);
    const other = await logitsOf(withAttention({ softmax_scale: 1 }), weights, IDS);
    expect(largestDifference(other, logits)).toBeGreaterThan(0.01);
  });

  it('clips queries, keys and values: wide bounds change nothing, narrow ones leave none', async () => {
    await expectSame([MPT, weights], [withAttention({ clip_qkv: 1000 }), weights]);
    const without = changed(weights, (name, values) => [
      name,
      name.includes('Wqkv') ? new Float32Array(values.length) : values,
    ]);
    await expectSame([MPT, without], [withAttention({ clip_qkv: 1e-7 }), weights]);
  });
});

describe('gpt_neox', () => {
  it('is the same by the rotary keys of later configs', async () => {
    const weights = randomWeights(GPT_NEOX);
    const older = { ...GPT_NEOX, rotary_pct: 0.5, rotary_emb_base: 500 };
    const newer = { ...GPT_NEOX, rope_parameters: { partial_rotary_factor: 0.5, rope_theta: 500 } };
    await expectSame([older, weights], [newer, weights]);
    const usual = await logitsOf({ ...GPT_NEOX, rotary_pct: 0.25 }, weights, IDS);
    expect(largestDifference(usual, await logitsOf(GPT_NEOX, weights, IDS))).toBe(0);
    expect(largestDifference(usual, await logitsOf(older, weights, IDS))).toBeGreaterThan(0.01);
  });
});

describe('chatglm', () => {
  const { mask_token_id: mask, gmask_token_id: gmask, bos_token_id: start } = CHATGLM;
  const weights = randomWeights(CHATGLM);
  // The two marks have the same embedding here, so that logits tell of their positions alone.
  const alike = changed(weights, (name, values) => {
    if (name !== 'word_embeddings.weight') return [name, values];
    const width = CHATGLM.hidden_size;
    const copy = values.slice();
    copy.copyWithin(mask * width, gmask * width, (gmask + 1) * width);
    return [name, copy];
  });

  function logitsAfter(...ids: readonly number[]): Promise<Float32Array> {
    return logitsOf(CHATGLM, alike, ids);
  }

  it('fills the first [gMASK], else the first [MASK]', async () => {
    const usual = await logitsAfter(1, gmask, 5, 6, start);
    expect(largestDifference(await logitsAfter(1, mask, 5, 6, start), usual)).toBe(0);
    const second = await logitsAfter(mask, gmask, 5, 6, start);
    expect(largestDifference(await logitsAfter(gmask, mask, 5, 6, start), second)).toBeGreaterThan(1e-4);
    expect(largestDifference(await logitsAfter(gmask, gmask, 5, 6, start), second)).toBeGreaterThan(1e-4);
    expect(
      largestDifference(
        await logitsAfter(mask, mask, 5, 6, start),
        await logitsAfter(gmask, gmask, 5, 6, start),
      ),
    ).toBe(0);
  });
});
