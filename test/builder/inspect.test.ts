import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/builder/build.ts';
import { inspectModel } from '../../src/builder/inspect.ts';
import { tempFolder } from './temp-folder.ts';
import { tinyLlama } from './tiny-llama.ts';
import { TINY_METADATA, ggufOf, tinyTensors } from './tiny-llama-gguf.ts';
import { ggufBytes } from './write-gguf.ts';
import { f32, writeSafetensors } from './write-safetensors.ts';

const fixture = resolve(import.meta.dirname, '../fixtures/builder/llama-gqa-tied');
/** See the arithmetic in build.test.ts. */
const FIXTURE_PARAMETERS = 160 * 144 + 2 * (2 * 144 + 144 * (144 + 48 + 48 + 144) + 3 * 144 * 64) + 144;
const TINY_PARAMETERS = [...tinyLlama().weights.values()].reduce((sum, { values }) => sum + values.length, 0);

describe('the facts of a model', () => {
  it('of a checkpoint folder', () => {
    expect(inspectModel(fixture)).toEqual({
      kind: 'safetensors',
      architecture: 'llama',
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
    expect(inspectModel(folder)).toMatchObject({
      architecture: 'gpt2',
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
    expect(inspectModel(path)).toEqual({
      kind: 'gguf',
      architecture: 'llama',
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
    expect(inspectModel(path)).toMatchObject({ architecture: 'mamba', contextLength: 9 });
  });

  it('of a GGUF file that does not name its pre-tokenizer', () => {
    const path = join(tempFolder(), 'tiny.gguf');
    const { 'tokenizer.ggml.pre': _, ...metadata } = TINY_METADATA;
    writeFileSync(path, ggufBytes({ metadata, tensors: tinyTensors(tinyLlama()) }));
    expect(inspectModel(path).tokenizer).toBe('gpt2 (none)');
  });

  it('of a built model', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint');
    cpSync(fixture, checkpoint, { recursive: true });
    writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
    const out = join(folder, 'model');
    await buildModel({ checkpoint, out });
    expect(inspectModel(out)).toMatchObject({
      kind: 'model-folder',
      architecture: 'llama',
      parameterCount: FIXTURE_PARAMETERS,
      dtypes: [{ dtype: 'fp32', values: FIXTURE_PARAMETERS }],
      tokenizer: 'tokenizer.json',
      bytes: statSync(join(out, 'model.onnx')).size + statSync(join(out, 'model.onnx_data')).size,
    });
  });
});
