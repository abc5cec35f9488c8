import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inspectModel, type ModelFacts } from '../../../src/builder/inspect.ts';
import { builtModel } from '../../../src/commands/model/model-cache.ts';
import { unpackExport } from '../../backends/onnx/exported.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';

function factsOf(checkpoint: string): ModelFacts {
  return inspectModel({ checkpoint }, 512).facts;
}

/** Keys and values of a layer's token. */
const keysAndValues = (heads: number, width: number, bytes: number): number => 2 * heads * width * bytes;

describe('the facts of a graph that another program built', () => {
  afterEach(() => vi.unstubAllEnvs());

  // By the sizes in the fixtures' configs; context, heads and the widest matrix.
  it.each([
    {
      name: 'llama-merged',
      files: ['decoder_model_merged.onnx'],
      vocabulary: 260,
      precision: 'onnx-fp32',
      wider: 0,
      cache: 3 * 4096 * 2 * keysAndValues(2, 4, 4),
      activations: 512 * ((4 * 4096 + 3 * 24) * 4 + 260 * 4),
    },
    {
      name: 'gpt2-half',
      files: ['onnx/model_fp16.onnx'],
      vocabulary: 260,
      precision: 'onnx-fp16',
      // All but the embeddings of tokens and positions, which stay at 16 bits.
      wider: 2 * (260 * 16 + (12 * 16 * 16 + 13 * 16) + 2 * 16),
      cache: 3 * 128 * keysAndValues(2, 8, 2),
      activations: 128 * ((2 * 128 + 3 * 64) * 4 + 260 * 2),
    },
    {
      name: 'genai-int4',
      files: ['model.onnx', 'model.onnx.data'],
      vocabulary: 96,
      precision: 'onnx-q4',
      wider: 0,
      cache: 3 * 128 * keysAndValues(1, 16, 4),
      activations: 128 * ((2 * 128 + 3 * 64) * 4 + 96 * 4),
    },
  ])('$name has its vocabulary, and what it takes', ({ name, files, vocabulary, precision, ...expected }) => {
    const folder = unpackExport(name, tempFolder());
    const disk = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    const { cache, activations } = expected;
    const weights = disk + expected.wider;
    const total = weights + cache + activations;
    expect(factsOf(join(folder, files[0] ?? ''))).toMatchObject({
      kind: 'onnx',
      vocabularySize: vocabulary,
      bytes: disk,
      needs: [{ precision, disk, memory: { weights, cache, activations, total } }],
    });
  });

  it('is refused with a data file that is cut short', () => {
    const folder = unpackExport('bloom-external', tempFolder());
    truncateSync(join(folder, 'model.onnx_data_1'), 64);
    expect(() => factsOf(folder)).toThrow(InputError);
    // The last tensor there has 16 × 260 values.
    expect(() => factsOf(folder)).toThrow(
      /model\.onnx_data_1 has 64 bytes, and .*model\.onnx needs 24512 of it, where onnx::MatMul_448 ends; get the file again/,
    );
  });

  it('has no needs where its configuration does not say the heads', () => {
    const folder = unpackExport('llama-merged', tempFolder());
    const path = join(folder, 'config.json');
    const { num_attention_heads: _, ...config } = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      unknown
    >;
    writeFileSync(path, JSON.stringify(config));
    expect(factsOf(folder)).toMatchObject({ vocabularySize: 260, needs: [] });
  });

  it('is the same of the folder that stands for it in the cache', async () => {
    const root = tempFolder();
    vi.stubEnv('FIVESHOT_CACHE', join(root, 'cache'));
    const folder = unpackExport('genai-int4', root);
    let made = '';
    await builtModel(folder, { onBuild: (out) => (made = out) });
    expect(factsOf(made)).toEqual(factsOf(folder));
  });
});
