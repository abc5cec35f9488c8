import { describe, expect, it } from 'vitest';
import { longestPrompt } from '../../../src/commands/run/longest.ts';
import { assertFits, assertWeightsFit } from '../../../src/commands/run/memory.ts';
import { fitPrompt } from '../../../src/commands/run/prepare.ts';
import { InputError } from '../../../src/errors.ts';
import { settingsOf, subjectRun } from './subject-runs.ts';

/** LLaMA-7B (Touvron et al. 2023): 32 layers and heads of 128, 6.7 thousand million weights. */
const LLAMA_7B = {
  precision: 'fp32',
  parameterCount: 6_738_415_616,
  layers: 32,
  kvHeads: 32,
  headDim: 128,
  prefixReuse: true,
} as const;
const load = { weights: 4 * LLAMA_7B.parameterCount, longest: 2048 };
const GIB = 2 ** 30;

describe('a model', () => {
  it('is refused where its weights and prompts need more than there is', () => {
    // A cache of 2,048 tokens is 1 GiB in half precision (vLLM, Kwon et al. 2023: 0.5 MiB a token), so 2 GiB in float32;
    // the one before its last 512 tokens is 1.5 GiB, and 32 x 512 x 2,048 scores are 0.125 GiB.
    const needed = load.weights + 3.625 * GIB;
    expect(() => assertFits(LLAMA_7B, load, { bytes: needed, by: 'machine' })).not.toThrow();
    const refuse = (by: 'machine' | 'container') => () =>
      assertFits(LLAMA_7B, load, { bytes: needed - 1, by });
    expect(refuse('machine')).toThrow(InputError);
    expect(refuse('machine')).toThrow(
      /^The model needs at least 30\.8 GB of memory \(27\.0 GB of weights in fp32, and 3\.9 GB for prompts of up to 2048 tokens\), and this machine has 30\.8 GB: try --precision int8x3, which needs at least 17\.4 GB\.$/,
    );
    expect(refuse('container')).toThrow('this container may use 30.8 GB');
  });

  it('is told when no precision would fit', () => {
    expect(() => assertFits(LLAMA_7B, load, { bytes: GIB, by: 'machine' })).toThrow(
      'no precision would fit; take a smaller model, or a machine with more memory.',
    );
  });

  it('of another precision than the largest that fits is told of that', () => {
    // Stored in eight bytes a weight, it would fit with four.
    const wide = { ...LLAMA_7B, precision: 'onnx-fp64' } as const;
    expect(() =>
      assertFits(wide, { ...load, weights: 2 * load.weights }, { bytes: 32e9, by: 'machine' }),
    ).toThrow('try --precision fp32, which needs at least 30.8 GB.');
  });

  it('is refused for its weights alone before it is built', () => {
    const needs = [
      { precision: 'fp32', disk: 27e9 },
      { precision: 'int8x3', disk: 14e9 },
      { precision: 'int8', disk: 8e9 },
    ];
    expect(() => assertWeightsFit('fp32', needs, { bytes: 27e9, by: 'machine' })).not.toThrow();
    const refuse = (bytes: number) => () => assertWeightsFit('fp32', needs, { bytes, by: 'machine' });
    expect(refuse(16e9)).toThrow(
      'The model needs at least 27.0 GB of memory (its weights in fp32), and this machine has 16.0 GB: try --precision int8x3, which needs at least 14.0 GB.',
    );
    expect(refuse(13e9)).toThrow('try --precision int8, which needs at least 8.0 GB.');
    expect(refuse(7e9)).toThrow('no precision would fit');
  });

  it('without reuse keeps no cache', () => {
    const whole = { ...LLAMA_7B, prefixReuse: false };
    expect(() => assertFits(whole, load, { bytes: load.weights + GIB, by: 'machine' })).not.toThrow();
  });
});

describe('the longest prompt', () => {
  it.each(['mmlu', 'ceval', 'agieval-zh'] as const)('of %s is nearly that of all of them', (name) => {
    const run = subjectRun(name);
    const settings = settingsOf();
    const lengths = run.prompts.map((exam) => fitPrompt(exam, run.rules, settings).ids.length);
    const found = longestPrompt([{ run, asked: run.prompts }], settings);
    expect(lengths).toContain(found);
    expect(found).toBeGreaterThan(0.9 * Math.max(...lengths));
  });

  it('of nothing has no tokens', () => {
    expect(longestPrompt([], settingsOf())).toBe(0);
  });
});
