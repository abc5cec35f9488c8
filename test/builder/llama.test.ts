import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../src/builder/architectures/index.ts';
import type { BuildOptions } from '../../src/builder/build.ts';
import { buildModel } from '../../src/builder/build.ts';
import { InputError } from '../../src/errors.ts';
import { largestDifference, openDecoder } from './decoder-session.ts';
import { tempFolder } from './temp-folder.ts';
import { TINY, forward, tinyLlama } from './tiny-llama.ts';
import { ggufOf } from './tiny-llama-gguf.ts';
import { f32, writeSafetensors } from './write-safetensors.ts';

const IDS = [7, 41, 3, 3, 19, 0, 25, 47, 11, 30, 2, 8, 8, 39, 14, 21, 6, 33];
/** Float32 against float64 over two layers; logits reach about 10. */
const TOLERANCE = 2e-4;
const plain = (): number => 1;
/** What a difference holds complete. */
const WHOLE = /^(?:model\.embed_tokens|lm_head)\.weight$/;

async function logitsOf(config: object): Promise<Float32Array> {
  const folder = tempFolder();
  const checkpoint = writeCheckpoint(join(folder, 'checkpoint'), config, (values) => values);
  return lastLogits({ checkpoint, out: join(folder, 'model') });
}

type Change = (values: Float32Array, name: string) => Float32Array;

/** Writes the small model with its weights changed. */
function writeCheckpoint(checkpoint: string, config: object, change: Change): string {
  mkdirSync(checkpoint);
  const tensors = [...tinyLlama().weights].map(([name, { shape, values }]) => [
    name,
    f32(shape, change(values, name)),
  ]);
  writeSafetensors(join(checkpoint, 'model.safetensors'), Object.fromEntries(tensors));
  writeFileSync(join(checkpoint, 'config.json'), JSON.stringify(config));
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
  return checkpoint;
}

async function lastLogits(options: BuildOptions): Promise<Float32Array> {
  const decoder = await openDecoder(await buildModel(options));
  const { logits } = await decoder.step({ rows: [IDS] });
  await decoder.release();
  return logits[0] ?? new Float32Array();
}

describe('llama against a plain forward pass in float64', () => {
  it('has an output matrix of its own, biases, and heads of any width', async () => {
    const model = tinyLlama();
    expect(largestDifference(await logitsOf(model.config), forward(model, IDS, plain))).toBeLessThan(
      TOLERANCE,
    );
  });

  it('divides all frequencies where the scaling is linear, in every spelling of it', async () => {
    const model = tinyLlama();
    const { rope_theta: theta, ...rest } = model.config;
    const expected = forward(model, IDS, () => 4);
    for (const config of [
      { ...model.config, rope_scaling: { type: 'linear', factor: 4 } },
      { ...model.config, rope_scaling: { rope_type: 'linear', factor: 4 } },
      { ...rest, rope_parameters: { rope_type: 'linear', factor: 4, rope_theta: theta } },
    ]) {
      expect(largestDifference(await logitsOf(config), expected)).toBeLessThan(TOLERANCE);
    }
    expect(largestDifference(forward(model, IDS, plain), expected)).toBeGreaterThan(1);
  });

  it('is the same from a difference and its base, whose embedding and output matrix are not added', async () => {
    const folder = tempFolder();
    const model = tinyLlama();
    const parts: Record<string, Change> = {
      delta: (values, name) => (WHOLE.test(name) ? values : values.map((value) => value / 4)),
      base: (values) => values.map((value) => (value * 3) / 4),
    };
    const [checkpoint = '', base] = Object.entries(parts).map(([name, change]) =>
      writeCheckpoint(join(folder, name), model.config, change),
    );
    const logits = await lastLogits({ checkpoint, base, out: join(folder, 'model') });
    expect(largestDifference(logits, forward(model, IDS, plain))).toBeLessThan(TOLERANCE);
  });

  it('is the same from a GGUF file, whose rows stand in another order', async () => {
    const folder = tempFolder();
    const path = join(folder, 'tiny.gguf');
    const model = tinyLlama();
    writeFileSync(path, ggufOf(model));
    const logits = await lastLogits({ checkpoint: path, out: join(folder, 'model') });
    expect(largestDifference(logits, forward(model, IDS, plain))).toBeLessThan(TOLERANCE);
  });

  it('takes the divisors of the frequencies from a GGUF file', async () => {
    const folder = tempFolder();
    const path = join(folder, 'tiny.gguf');
    const model = tinyLlama();
    const divisors = [1, 1.5, 6, 8];
    expect(divisors).toHaveLength(TINY.headDim / 2);
    writeFileSync(path, ggufOf(model, divisors));
    const logits = await lastLogits({ checkpoint: path, out: join(folder, 'model') });
    const expected = forward(model, IDS, (index) => divisors[index] ?? 1);
    expect(largestDifference(logits, expected)).toBeLessThan(TOLERANCE);
  });
});

const LONGROPE = { type: 'longrope', short_factor: [1, 1, 1, 1], long_factor: [1, 2, 3, 4] };

describe('a llama config that is refused', () => {
  const { config } = tinyLlama();

  it.each([
    ['an unknown scaling', { rope_scaling: { type: 'xpos', factor: 2 } }, /"xpos".*known: default, linear/],
    ['longrope without a border', { rope_scaling: LONGROPE }, /original_max_position_embeddings/],
    [
      'longrope with too few factors',
      { rope_scaling: { ...LONGROPE, long_factor: [1] }, original_max_position_embeddings: 32 },
      /1 long rotary factors for 4 frequencies/,
    ],
    ['a scaling without its numbers', { rope_scaling: { type: 'llama3', factor: 8 } }, /low_freq_factor/],
    [
      'rotary on part of a head',
      { rope_parameters: { partial_rotary_factor: 0.5 } },
      /partial_rotary_factor/,
    ],
    ['rotary on part of a head, said outside', { partial_rotary_factor: 0.75 }, /partial_rotary_factor/],
    ['another activation', { hidden_act: 'mish' }, /hidden_act/],
    ['no epsilon', { rms_norm_eps: undefined }, /rms_norm_eps/],
    ['heads that can not be shared', { num_key_value_heads: 3 }, /4 heads of 8 dimensions over 3 key heads/],
    ['an absurd number of layers', { num_hidden_layers: 1e9 }, /num_hidden_layers/],
    ['an absurd context', { max_position_embeddings: 1e12 }, /max_position_embeddings/],
    ['another model type', { model_type: 'mamba' }, /model type mamba/],
    ['no model type', { model_type: undefined }, /none in config\.json/],
  ])('%s', (_, change, message) => {
    const changed = { ...config, ...change };
    const build = (): unknown => architectureOf(changed).build(changed, () => true);
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});

/** Whether the graph has an output matrix of its own. */
function uses(changed: object, stored: boolean): boolean {
  const { graph } = architectureOf(changed).build(changed, (name) => stored || name !== 'lm_head.weight');
  return graph.initializers.some(({ name }) => name === 'lm_head.weight');
}

describe('whether the output matrix is the embedding', () => {
  const { config } = tinyLlama();
  const { tie_word_embeddings: _, ...silent } = config;
  it('is what the config says, whatever is stored', () => {
    expect(uses({ ...config, tie_word_embeddings: true }, true)).toBe(false);
    expect(uses(config, false)).toBe(true);
  });

  it('is seen from the tensors where the config is silent', () => {
    expect(uses(silent, false)).toBe(false);
    expect(uses(silent, true)).toBe(true);
  });
});
