import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtModel, modelName } from '../../../src/commands/model/model-cache.ts';
import * as modelFolder from '../../../src/model-folder.ts';
import { PRECISIONS } from '../../../src/precision.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../../builder/temp-folder.ts';
import { writeCheckpoint } from '../../e2e/tiny-checkpoint.ts';

let folder: string;
let checkpoint: string;

beforeEach(() => {
  folder = tempFolder();
  checkpoint = join(folder, 'tiny');
  writeCheckpoint(checkpoint);
  vi.stubEnv('FIVESHOT_CACHE', join(folder, 'cache'));
});
afterEach(() => vi.unstubAllEnvs());

describe('a checkpoint that --model names', () => {
  it('is built into the cache once, and again where one of its files has changed', async () => {
    const onBuild = vi.fn<(folder: string, work: string) => void>();
    const first = await builtModel(checkpoint, { onBuild });
    expect(first.path.startsWith(join(folder, 'cache/models/tiny-'))).toBe(true);
    expect((await builtModel(checkpoint, { onBuild })).path).toBe(first.path);
    expect(onBuild.mock.calls).toEqual([[first.path, 'building']]);

    appendFileSync(join(checkpoint, 'config.json'), '\n');
    const second = await builtModel(checkpoint, { onBuild });
    expect(second.path).not.toBe(first.path);
    expect(onBuild).toHaveBeenCalledTimes(2);
    expect(second.manifest.source).toEqual(first.manifest.source);
  });

  it('is built anew where fiveshot makes another graph of it, and what was built before still runs', async () => {
    const first = await builtModel(checkpoint);
    vi.resetModules();
    vi.doMock('../../../src/model-folder.ts', () => ({ ...modelFolder, GRAPH_REVISION: 1e9 }));
    const later = await import('../../../src/commands/model/model-cache.ts');
    vi.doUnmock('../../../src/model-folder.ts');
    expect((await later.builtModel(checkpoint)).path).not.toBe(first.path);
    expect((await later.builtModel(first.path)).path).toBe(first.path);
  });

  it('is refused with a way out where the cache can not be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    vi.stubEnv('FIVESHOT_CACHE', file);
    await expect(builtModel(checkpoint)).rejects.toThrow(
      /^The cache folder \S+ can't be written \(ENOTDIR\); set FIVESHOT_CACHE to a folder that can\.$/,
    );
  });

  it.skipIf(!existsSync('/proc'))('is refused at once where the cache can not be made', async () => {
    vi.stubEnv('FIVESHOT_CACHE', '/proc/no/cache');
    await expect(builtModel(checkpoint)).rejects.toThrow(
      /^The cache folder \/proc\/no\/cache\/models can't be written \(ENOENT\); set FIVESHOT_CACHE to a folder that can\.$/,
    );
  });

  it('is not built where it is a model folder already', async () => {
    const built = await builtModel(checkpoint);
    const onBuild = vi.fn<(folder: string) => void>();
    expect((await builtModel(built.path, { onBuild })).path).toBe(built.path);
    expect(onBuild).not.toHaveBeenCalled();
  });

  it('is built once in each precision, and a built folder keeps its own', async () => {
    const onBuild = vi.fn<(folder: string) => void>();
    const paths = new Set<string>();
    for (const precision of PRECISIONS) {
      const { path, manifest } = await builtModel(checkpoint, { onBuild, precision });
      expect(manifest.precision).toBe(precision);
      expect((await builtModel(checkpoint, { onBuild, precision })).path).toBe(path);
      expect((await builtModel(path, { onBuild, precision })).path).toBe(path);
      expect((await builtModel(path, { onBuild })).path).toBe(path);
      paths.add(path);
    }
    expect(paths.size).toBe(PRECISIONS.length);
    expect(onBuild).toHaveBeenCalledTimes(PRECISIONS.length);
    const { path } = await builtModel(checkpoint);
    await expect(builtModel(path, { precision: 'int8' })).rejects.toThrow(
      `${path} is built in fp32, not in int8: name its checkpoint with --model, or leave --precision out.`,
    );
  });

  it('leaves nothing in the cache where the build is stopped or fails', async () => {
    const stopped = builtModel(checkpoint, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow('aborted');
    writeFileSync(join(checkpoint, 'tokenizer.json'), '{');
    await expect(builtModel(checkpoint)).rejects.toThrow(/tokenizer\.json is not whole JSON/);
    const models = join(folder, 'cache/models');
    expect(existsSync(models) ? readdirSync(models) : []).toEqual([]);
  });

  it.each(['model.safetensors', 'pytorch_model.bin'])(
    'lacks its config.json, and not a build, where it has %s alone',
    async (name) => {
      const bare = join(folder, 'bare');
      mkdirSync(bare);
      writeFileSync(join(bare, name), '');
      await expect(builtModel(bare)).rejects.toThrow(
        `${bare} has weights and no config.json, which says what model they are of`,
      );
    },
  );

  it('is missed by name where there is nothing', async () => {
    await expect(builtModel(join(folder, 'none'))).rejects.toThrow(InputError);
  });

  it.each([
    ['models/tiny/', 'tiny'],
    ['/a/smollm2-q4_1.gguf', 'smollm2-q4_1'],
  ])('%s is called %s', (path, name) => expect(modelName(path)).toBe(name));
});
