import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtModel, modelName } from '../../../src/commands/model/model-cache.ts';
import { assertUnchanged, openModel } from '../../../src/commands/run/model.ts';
import { InputError } from '../../../src/errors.ts';
import { unpackExport } from '../../backends/onnx/exported.ts';
import { handGraph } from '../../backends/onnx/hand-graph.ts';
import { tempFolder } from '../../builder/temp-folder.ts';

let folder: string;

beforeEach(() => {
  folder = tempFolder();
  vi.stubEnv('FIVESHOT_CACHE', join(folder, 'cache'));
});
afterEach(() => vi.unstubAllEnvs());

describe('a graph that another program built', () => {
  it('is adopted once, and again where one of its files has changed', async () => {
    const path = unpackExport('bloom-external', folder);
    const onBuild = vi.fn<(folder: string, work: string) => void>();
    const first = await builtModel(path, { onBuild });
    expect(first).toMatchObject({
      path,
      graphPath: join(path, 'model.onnx'),
      configPath: join(path, 'config.json'),
    });
    expect(await builtModel(path, { onBuild })).toEqual(first);
    expect(onBuild.mock.calls).toEqual([
      [expect.stringContaining(join(folder, 'cache/models/bloom-external-')), 'adopting'],
    ]);
    appendFileSync(join(path, 'config.json'), '\n');
    const second = await builtModel(path, { onBuild });
    expect(onBuild).toHaveBeenCalledTimes(2);
    expect(second.manifest.source).toEqual(first.manifest.source);
    expect(second.manifest.files['config.json']).not.toBe(first.manifest.files['config.json']);
  });

  it('has a manifest with what it is, of all its files', async () => {
    const { manifest } = await builtModel(unpackExport('genai-int4', folder));
    expect(manifest).toMatchObject({
      modelType: 'llama',
      precision: 'onnx-q4',
      contextLength: 128,
      vocabSize: 96,
      layers: 1,
      kvHeads: 1,
      headDim: 16,
      prefixReuse: true,
      source: { format: 'onnx', files: [{ name: 'model.onnx' }, { name: 'model.onnx.data' }] },
      adopted: { graph: 'model.onnx', weights: ['model.onnx.data'], config: 'genai_config.json' },
    });
    expect(Object.keys(manifest.files).toSorted()).toEqual([
      'genai_config.json',
      'model.onnx',
      'model.onnx.data',
      'tokenizer.json',
    ]);
  });

  it('is another model in another precision, and with other data', async () => {
    const path = unpackExport('gpt2-half', folder);
    writeFileSync(join(path, 'onnx/model.onnx'), handGraph({ sees: 'before' }));
    const [whole, half] = await Promise.all([
      builtModel(path),
      builtModel(join(path, 'onnx/model_fp16.onnx')),
    ]);
    expect([whole.manifest.precision, half.manifest.precision]).toEqual(['onnx-fp32', 'onnx-fp16']);
    const [a, b] = await Promise.all([openModel(whole, 'a'), openModel(half, 'b')]);
    expect(a.sha256).not.toBe(b.sha256);
    expect(a.tokenizerSha256).toBe(b.tokenizerSha256);
  });

  it('is held to its hashes where size and time are the same', async () => {
    const path = unpackExport('bloom-external', folder);
    const data = join(path, 'model.onnx_data_1');
    const then = new Date('2026-01-01T00:00:00Z');
    utimesSync(data, then, then);
    await assertUnchanged(await builtModel(path));
    const bytes = readFileSync(data);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(data, bytes);
    utimesSync(data, then, then);
    const again = await builtModel(path);
    await expect(assertUnchanged(again)).rejects.toThrow(
      /^model\.onnx_data_1 in \S+ is cut short or changed since/,
    );
    await expect(assertUnchanged(again)).rejects.toThrow(/give the files a new time \(touch\)/);
    const now = new Date();
    utimesSync(data, now, now);
    await assertUnchanged(await builtModel(path));
  });

  it("is used where it lies in the hub's cache, as links", async () => {
    const path = unpackExport('bloom-external', folder);
    const snapshot = join(folder, 'snapshots/abc');
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(folder, 'blobs'));
    const names = ['config.json', 'tokenizer.json', 'model.onnx', 'model.onnx_data', 'model.onnx_data_1'];
    for (const [index, name] of names.entries()) {
      renameSync(join(path, name), join(folder, `blobs/${index}`));
      symlinkSync(`../../blobs/${index}`, join(snapshot, name));
    }
    expect((await builtModel(snapshot)).manifest.modelType).toBe('bloom');
  });

  it('has whole prompts run where its past can not be reused', async () => {
    const path = unpackExport('gpt2-half', folder);
    writeFileSync(join(path, 'onnx/model.onnx'), handGraph({ sees: 'all-after-past' }));
    expect((await builtModel(path)).manifest.prefixReuse).toBe(false);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'no configuration',
      (path) => rmSync(join(path, 'config.json')),
      /has a graph and no config\.json, which says/,
    ],
    ['no tokenizer', (path) => rmSync(join(path, 'tokenizer.json')), /has no tokenizer/],
    [
      'no length of context',
      (path) => writeFileSync(join(path, 'config.json'), '{"model_type":"bloom"}'),
      /add "max_position_embeddings"/,
    ],
    [
      'no model_type',
      (path) => writeFileSync(join(path, 'config.json'), '{}'),
      /config\.json can't be used: model_type/,
    ],
    [
      'half of its data',
      (path) => rmSync(join(path, 'model.onnx_data_1')),
      /in model\.onnx_data_1, which is missing/,
    ],
    [
      'a data file that is cut short',
      (path) => writeFileSync(join(path, 'model.onnx_data'), 'x'),
      /model\.onnx_data has 1 bytes?, and .*model\.onnx needs \d+ of it/,
    ],
    [
      'a pointer in place of the graph',
      (path) => writeFileSync(join(path, 'model.onnx'), 'version https://git-lfs'),
      /no whole ONNX file/,
    ],
    [
      'no weights',
      (path) => copyFileSync(join(path, 'config.json'), join(path, 'model.onnx')),
      /no whole ONNX file|no graph/,
    ],
  ])('with %s is refused, and leaves nothing in the cache', async (_, spoil, message) => {
    const path = unpackExport('bloom-external', folder);
    spoil(path);
    await expect(builtModel(path)).rejects.toThrow(InputError);
    await expect(builtModel(path)).rejects.toThrow(message);
    const models = join(folder, 'cache/models');
    expect(existsSync(models) ? readdirSync(models) : []).toEqual([]);
  });

  it('is called by its folder, and by its own name where it is named', () => {
    expect(modelName('/a/llama/onnx/model_q4.onnx')).toBe('llama-model_q4');
    expect(modelName('/a/llama/model.onnx')).toBe('llama-model');
    expect(modelName('/a/llama/')).toBe('llama');
  });
});
