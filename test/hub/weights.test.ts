import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedSnapshot } from '../../src/hub/cached-snapshot.ts';
import type { HubId } from '../../src/hub/hub-id.ts';
import { fetchSnapshot } from '../../src/hub/snapshot.ts';
import { IMPATIENT } from '../download/odd-server.ts';
import { hubSettings } from './hub-settings.ts';
import { type Files, oddHub } from './odd-hub.ts';

const ID: HubId = { repo: 'owner/name', revision: 'main', file: null };
const patience = IMPATIENT;

const weights = (letter: string): string => letter.repeat(200);
const index = (...files: readonly string[]): string =>
  JSON.stringify({ weight_map: Object.fromEntries(files.map((file, at) => [`tensor.${at}`, file])) });

/** A hub with one repository, and a cache of its own. */
async function hubWith(files: Files) {
  const hub = await oddHub(files);
  const settings = hubSettings(hub.url);
  const fetch = (file: string | null = null) => fetchSnapshot({ ...ID, file }, settings, { patience });
  const cached = (file: string | null = null) => cachedSnapshot({ ...ID, file }, settings);
  return { hub, settings, fetch, cached };
}

describe('a checkpoint of several files', () => {
  it.each([
    ['with six digits behind them', 'model-00001-of-000002.safetensors', 'model-00002-of-000002.safetensors'],
    ['of any name', 'first.safetensors', 'second.safetensors'],
  ])('comes with the files that its index lists, %s', async (_, first, second) => {
    const { hub, fetch, cached } = await hubWith({
      'config.json': '{}',
      'model-00001-of-00002.safetensors': weights('left over'),
      'model.safetensors.index.json': index(first, second),
      [first]: weights('a'),
      [second]: weights('b'),
    });
    const found = await fetch();
    expect(readdirSync(found.path).toSorted()).toEqual(
      ['config.json', 'model.safetensors.index.json', first, second].toSorted(),
    );
    expect(hub.seen.map(({ path }) => path.split('/').at(-1)).indexOf('model.safetensors.index.json')).toBe(
      1,
    );
    expect(await cached()).toEqual(found);
  });

  it('comes by the usual names where nothing lists them', async () => {
    const names = ['pytorch_model-1-of-2.bin', 'pytorch_model-2-of-2.bin'] as const;
    const { fetch } = await hubWith({
      [names[0]]: weights('a'),
      [names[1]]: weights('b'),
      'config.json': '{}',
    });
    const { path } = await fetch();
    expect(readdirSync(path).toSorted()).toEqual(['config.json', ...names]);
  });

  it('is here, without a network, although the other format of it is not', async () => {
    const { fetch, cached } = await hubWith({
      'config.json': '{}',
      'model.safetensors.index.json': index('model-00001-of-00001.safetensors'),
      'model-00001-of-00001.safetensors': weights('a'),
      'pytorch_model.bin.index.json': index('pytorch_model-00001-of-00001.bin'),
      'pytorch_model-00001-of-00001.bin': weights('b'),
    });
    const found = await fetch();
    expect(readdirSync(found.path).some((name) => name.includes('pytorch'))).toBe(false);
    expect(await cached()).toEqual(found);
  });

  it('is in the other format where an index is left of none', async () => {
    const { fetch } = await hubWith({
      'model.safetensors.index.json': index('model-00001-of-00001.safetensors'),
      'pytorch_model.bin': weights('b'),
    });
    const { path } = await fetch();
    expect(readdirSync(path)).toEqual(['pytorch_model.bin']);
  });

  it.each([
    [
      'a file that is not there',
      index('a.safetensors', 'b.safetensors'),
      'lists: b.safetensors; take another @',
    ],
    ['a file outside of the folder', index('../a.safetensors'), 'not a plain file name of its own folder'],
    ['an absolute path', index('/etc/passwd'), 'not a plain file name of its own folder'],
    ['the folder itself', index('..'), 'not a plain file name of its own folder'],
    ['nothing', '{}', 'owner/name/model.safetensors.index.json has no weight_map'],
    ['no JSON', '{', 'owner/name/model.safetensors.index.json has no weight_map'],
  ])('is refused where its index names %s', async (_, content, message) => {
    const { settings, fetch } = await hubWith({
      'a.safetensors': weights('a'),
      'model.safetensors.index.json': content,
    });
    await expect(fetch()).rejects.toThrow(message);
    expect(readdirSync(join(settings.cache, 'models--owner--name'))).toEqual(['blobs']);
  });
});

describe('a GGUF file in parts', () => {
  const PARTS = ['x-q4-00001-of-00002.gguf', 'x-q4-00002-of-00002.gguf'] as const;
  const repository = { [PARTS[0]]: weights('a'), [PARTS[1]]: weights('b'), 'README.md': 'a card' };

  it.each([[PARTS[0]], [PARTS[1]], [null]])('is one model, named %s', async (named) => {
    const { fetch, cached } = await hubWith(repository);
    const found = await fetch(named);
    const folder = named === null ? found.path : join(found.path, '..');
    expect(readdirSync(folder)).toEqual(PARTS);
    expect(readFileSync(join(folder, PARTS[1]), 'utf8')).toBe(weights('b'));
    expect(await cached(named)).toEqual(found);
    rmSync(join(folder, PARTS[1]));
    expect(await cached(named)).toBeNull();
    expect(await fetch(named)).toEqual(found);
  });

  it('is counted as one among others', async () => {
    const { fetch } = await hubWith({ ...repository, 'x-q8.gguf': weights('c') });
    await expect(fetch()).rejects.toThrow(
      'has 2 GGUF files: name one, such as owner/name/x-q4-00001-of-00002.gguf',
    );
  });

  it('is refused where the repository lacks one', async () => {
    const { fetch } = await hubWith({ [PARTS[0]]: weights('a') });
    const message = `owner/name lacks parts of ${PARTS[0]}: ${PARTS[1]}; take another @revision`;
    await expect(fetch(PARTS[0])).rejects.toThrow(message);
    await expect(fetch()).rejects.toThrow(message);
  });

  it('has to be named where it lies in a folder', async () => {
    const { fetch } = await hubWith({ [`q4/${PARTS[0]}`]: weights('a'), [`q4/${PARTS[1]}`]: weights('b') });
    await expect(fetch()).rejects.toThrow(
      `has its GGUF file in a folder: name it, such as owner/name/q4/${PARTS[0]}`,
    );
    const { path } = await fetch(`q4/${PARTS[0]}`);
    expect(readdirSync(join(path, '..'))).toEqual(PARTS);
  });
});
