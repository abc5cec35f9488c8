import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { buildModel } from '../../src/builder/build.ts';
import { FormatError, InputError } from '../../src/errors.ts';
import { inspectModel, type ModelFacts } from '../../src/builder/inspect.ts';
import { PRECISIONS } from '../../src/precision.ts';
import { openDecoder } from './decoder-session.ts';
import { writeSparse } from './sparse-checkpoint.ts';
import { tempFolder } from './temp-folder.ts';
import { tinyLlama } from './tiny-llama.ts';
import { TINY_METADATA, ggufOf, tinyTensors } from './tiny-llama-gguf.ts';
import { ggufBytes } from './write-gguf.ts';
import { f32, writeSafetensors } from './write-safetensors.ts';
import { writeTinyLlama } from './write-tiny-llama.ts';

const fixture = resolve(import.meta.dirname, '../fixtures/builder/llama-gqa-tied');
/** See the arithmetic in build.test.ts. */
const FIXTURE_PARAMETERS = 160 * 144 + 2 * (2 * 144 + 144 * (144 + 48 + 48 + 144) + 3 * 144 * 64) + 144;
/** Tokens run at once, where it doesn't matter. */
const STEP = 512;
const TINY_PARAMETERS = [...tinyLlama().weights.values()].reduce((sum, { values }) => sum + values.length, 0);

function factsOf(checkpoint: string, base?: string): ModelFacts {
  return inspectModel({ checkpoint, base }, STEP).facts;
}

describe('the facts of a model', () => {
  it('of a checkpoint folder', () => {
    expect(factsOf(fixture)).toMatchObject({
      kind: 'safetensors',
      architecture: 'llama',
      obstacle: expect.stringContaining('has no tokenizer') as string,
      vocabularySize: 160,
      parameterCount: FIXTURE_PARAMETERS,
      dtypes: [{ dtype: 'BF16', values: FIXTURE_PARAMETERS }],
      tokenizer: null,
      contextLength: 256,
      bytes: statSync(join(fixture, 'model.safetensors')).size,
    });
  });

  it('of a folder whose architecture is not covered: a tied copy and stored tables do not count', () => {
    const folder = join(tempFolder(), 'other');
    mkdirSync(folder);
    writeSafetensors(join(folder, 'model.safetensors'), {
      'wte.weight': f32([3, 2], [1, 2, 3, 4, 5, 6]),
      'lm_head.weight': f32([3, 2], [1, 2, 3, 4, 5, 6]),
      'h.0.attn.bias': { dtype: 'U8', shape: [4], bytes: new Uint8Array(4) },
      'norm.weight': { dtype: 'F16', shape: [2], bytes: new Uint8Array(4) },
    });
    writeFileSync(
      join(folder, 'config.json'),
      '{"model_type":"gpt2","n_positions":32,"tie_word_embeddings":true}',
    );
    writeFileSync(join(folder, 'tokenizer.json'), '{"model":{"type":"Unigram"}}');
    expect(factsOf(folder)).toMatchObject({
      architecture: 'gpt2',
      obstacle: expect.stringContaining('config.json') as string,
      vocabularySize: null,
      needs: [],
      parameterCount: 8,
      dtypes: [
        { dtype: 'F32', values: 6 },
        { dtype: 'F16', values: 2 },
      ],
      tokenizer: 'tokenizer.json (Unigram)',
      contextLength: 32,
    });
  });

  it('of a GGUF file, of a covered architecture or not', () => {
    const path = join(tempFolder(), 'tiny.gguf');
    writeFileSync(path, ggufOf(tinyLlama(), [1, 1, 1, 1]));
    expect(factsOf(path)).toMatchObject({
      kind: 'gguf',
      architecture: 'llama',
      obstacle: null,
      parameterCount: TINY_PARAMETERS,
      dtypes: [{ dtype: 'F32', values: TINY_PARAMETERS }],
      tokenizer: 'gpt2 (gpt-2)',
      contextLength: 64,
      bytes: statSync(path).size,
    });
    const metadata = {
      ...TINY_METADATA,
      'general.architecture': { text: 'mamba' },
      'mamba.context_length': { u32: 9 },
    };
    writeFileSync(path, ggufBytes({ metadata, tensors: tinyTensors(tinyLlama()) }));
    expect(factsOf(path)).toMatchObject({
      architecture: 'mamba',
      obstacle: expect.stringContaining('mamba') as string,
      contextLength: 9,
    });
  });

  it('of a GGUF file that does not name its pre-tokenizer', () => {
    const path = join(tempFolder(), 'tiny.gguf');
    const { 'tokenizer.ggml.pre': _, ...metadata } = TINY_METADATA;
    writeFileSync(path, ggufBytes({ metadata, tensors: tinyTensors(tinyLlama()) }));
    expect(factsOf(path).tokenizer).toBe('gpt2 (none)');
  });

  it.each(PRECISIONS)('of a model built in %s', async (precision) => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint');
    cpSync(fixture, checkpoint, { recursive: true });
    writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
    const out = join(folder, 'model');
    const model = await buildModel({ checkpoint, out, precision });
    const bytes = statSync(join(out, 'model.onnx')).size + statSync(join(out, 'model.onnx_data')).size;
    const built = factsOf(out);
    expect(built).toMatchObject({
      kind: 'model-folder',
      architecture: 'llama',
      parameterCount: FIXTURE_PARAMETERS,
      dtypes: [{ dtype: precision, values: FIXTURE_PARAMETERS }],
      tokenizer: 'tokenizer.json (unknown model)',
      bytes,
    });
    const before = factsOf(checkpoint).needs.find((one) => one.precision === precision);
    // All but the few bytes with fiveshot's name and version.
    expect(Math.abs((before?.disk ?? 0) - bytes)).toBeLessThan(32);
    expect(built.needs).toEqual([before]);
    const decoder = await openDecoder(model);
    const ids = Array.from({ length: 256 }, (_, index) => index % 160);
    const { cache } = await decoder.step({ rows: [ids], keep: true });
    const cached = [...cache.values()].reduce((sum, { data }) => sum + 4 * data.length, 0);
    expect(before?.memory.cache).toBe(3 * cached);
    await decoder.release();
    truncateSync(join(out, 'model.onnx_data'), 64);
    expect(() => factsOf(out)).toThrow(/model\.onnx_data has 64 bytes.*build the model again/);
    truncateSync(join(out, 'model.onnx_data'), bytes);
    writeFileSync(join(out, 'config.json'), '{"model_type":"other"}');
    expect(factsOf(out)).toMatchObject({ parameterCount: FIXTURE_PARAMETERS, needs: [] });
    writeFileSync(join(out, 'config.json'), '{');
    expect(() => factsOf(out)).toThrow(FormatError);
  });

  it('of a 14 GB checkpoint from its header: a copy of the tied matrix that the config is silent about is not counted', () => {
    const folder = tempFolder();
    const hidden = 4544;
    const shapes: Record<string, number[]> = {
      'transformer.word_embeddings.weight': [65_024, hidden],
      'transformer.ln_f.weight': [hidden],
      'transformer.ln_f.bias': [hidden],
      'lm_head.weight': [65_024, hidden],
    };
    for (let layer = 0; layer < 32; layer += 1) {
      const name = `transformer.h.${layer}`;
      shapes[`${name}.input_layernorm.weight`] = [hidden];
      shapes[`${name}.input_layernorm.bias`] = [hidden];
      shapes[`${name}.self_attention.query_key_value.weight`] = [hidden + 128, hidden];
      shapes[`${name}.self_attention.dense.weight`] = [hidden, hidden];
      shapes[`${name}.mlp.dense_h_to_4h.weight`] = [4 * hidden, hidden];
      shapes[`${name}.mlp.dense_4h_to_h.weight`] = [hidden, 4 * hidden];
    }
    writeSparse(join(folder, 'model.safetensors'), shapes);
    const config = {
      hidden_size: hidden,
      num_attention_heads: 71,
      num_hidden_layers: 32,
      vocab_size: 65_024,
    };
    const flags = { multi_query: true, parallel_attn: true, bias: false, alibi: false };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'falcon', ...config, ...flags }));
    const facts = factsOf(folder);
    // As published: huggingface.co/tiiuae/falcon-7b.
    expect(facts).toMatchObject({ parameterCount: 6_921_720_704, contextLength: 2048 });
    expect(facts.obstacle).toMatch(/has no tokenizer/);
    expect(facts.dtypes).toEqual([{ dtype: 'F16', values: 6_921_720_704 }]);
    expect(facts.needs[0]?.disk).toBeGreaterThan(4 * 6_921_720_704);
    // Keys and values of 32 layers with one key head of 64, float32: shared, before and after a step.
    expect(facts.needs[0]?.memory.cache).toBe(3 * (32 * 2 * 64 * 2048 * 4));
  });

  it('of what lacks a tensor says so, and counts what is there', () => {
    const folder = join(tempFolder(), 'cut');
    cpSync(fixture, folder, { recursive: true });
    const { num_hidden_layers: layers, ...rest } = JSON.parse(
      readFileSync(join(folder, 'config.json'), 'utf8'),
    ) as { num_hidden_layers: number };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...rest, num_hidden_layers: layers + 1 }));
    const facts = factsOf(folder);
    expect(facts.obstacle).toMatch(/lacks model\.layers\.2\./);
    expect(facts).toMatchObject({ parameterCount: FIXTURE_PARAMETERS, contextLength: 256, needs: [] });
  });
});

/** The tiny GGUF file with another number as the type of its output matrix. */
function ggufWithType(type: number): string {
  const path = join(tempFolder(), 'tiny.gguf');
  const tensors = tinyTensors(tinyLlama());
  const output = tensors['output.weight'];
  if (output === undefined) throw new Error('The tiny model has another name for its output matrix');
  const metadata = TINY_METADATA;
  writeFileSync(path, ggufBytes({ metadata, tensors: { ...tensors, 'output.weight': { ...output, type } } }));
  return path;
}

/** The tiny checkpoint with its last norm stored as a type of one byte. */
function folderWithType(dtype: string): string {
  const folder = tempFolder();
  const model = tinyLlama();
  writeTinyLlama(folder, model);
  const tensors = [...model.weights].map(([name, { shape, values }]) => {
    const bytes = new Uint8Array(values.length);
    return [name, name === 'model.norm.weight' ? { dtype, shape, bytes } : f32(shape, values)];
  });
  writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(tensors));
  return folder;
}

describe('the obstacle of a checkpoint is the sentence with which a build refuses it, before anything is written', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'IQ2_XXS in GGUF',
      () => ggufWithType(16),
      /^lm_head\.weight is quantised as IQ2_XXS, which can't be read/,
    ],
    ['an unknown type in GGUF', () => ggufWithType(999), /^lm_head\.weight is quantised as type 999/],
    ['I8', () => folderWithType('I8'), /^model\.norm\.weight is stored as I8; weights are read from/],
    ['F8', () => folderWithType('F8_E4M3'), /^model\.norm\.weight is stored as F8_E4M3/],
    ['no tokenizer', () => fixture, /^The checkpoint has no tokenizer/],
  ])('%s', async (_, make, message) => {
    const checkpoint = make();
    const { obstacle } = factsOf(checkpoint);
    expect(obstacle).toMatch(message);
    const parent = tempFolder();
    const checkTokenizer = vi.fn();
    const build = buildModel({ checkpoint, out: join(parent, 'model'), checkTokenizer });
    await expect(build).rejects.toThrow(new InputError(obstacle ?? ''));
    expect(checkTokenizer).not.toHaveBeenCalled();
    expect(readdirSync(parent)).toEqual([]);
  });
});
