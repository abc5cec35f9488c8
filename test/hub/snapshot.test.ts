import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HubId } from '../../src/hub/hub-id.ts';
import { fetchSnapshot } from '../../src/hub/snapshot.ts';
import { IMPATIENT } from '../download/odd-server.ts';
import { hubSettings as settings } from './hub-settings.ts';
import { COMMIT, oddHub } from './odd-hub.ts';

const WEIGHTS = 'w'.repeat(5000);
const FILES = {
  'README.md': 'a card',
  'config.json': '{"model_type":"llama"}',
  'tokenizer.json': '{}',
  'model.safetensors': WEIGHTS,
  'pytorch_model.bin': 'the same again'.repeat(100),
  'flax_model.msgpack': 'x',
  'onnx/model.onnx': 'x',
};
const ID: HubId = { repo: 'owner/name', revision: 'main', file: null };
const patience = IMPATIENT;

describe('fetchSnapshot', () => {
  it('lays the files out as huggingface_hub does, and takes one kind of weights', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    const { path, commit } = await fetchSnapshot(ID, own, { patience });
    const folder = join(own.cache, 'models--owner--name');
    expect([path, commit]).toEqual([join(folder, 'snapshots', COMMIT), COMMIT]);
    expect(readdirSync(path).toSorted()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect(readFileSync(join(folder, 'refs/main'), 'utf8')).toBe(COMMIT);
    // The name of a large file's blob is its SHA-256, of a small one's its git id.
    expect(lstatSync(join(path, 'model.safetensors')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(path, 'model.safetensors'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
    expect(readlinkSync(join(path, 'config.json'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
    expect(readFileSync(join(path, 'model.safetensors'), 'utf8')).toBe(WEIGHTS);
  });

  it.skipIf(!existsSync('/proc'))('refuses a cache that can not be made, at once', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url, { cache: '/proc/no/hub' });
    await expect(fetchSnapshot(ID, own, { patience })).rejects.toThrow(
      /^The hub's cache \/proc\/no\/hub can't be written \(ENOENT.*'\/proc\/no'\); set HF_HOME or HF_HUB_CACHE to a folder that can\.$/,
    );
  });

  it('asks for nothing twice', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    await fetchSnapshot(ID, own, { patience });
    const before = hub.seen.length;
    await fetchSnapshot(ID, own, { patience });
    expect(hub.seen.slice(before).map(({ path }) => path)).toEqual([
      '/api/models/owner/name/revision/main?blobs=true',
    ]);
  });

  it('uses a blob that another library left', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    const { path } = await fetchSnapshot(ID, own, { patience });
    const blob = readlinkSync(join(path, 'model.safetensors')).slice(-64);
    const second = settings(hub.url);
    mkdirSync(join(second.cache, 'models--owner--name/blobs'), { recursive: true });
    writeFileSync(join(second.cache, 'models--owner--name/blobs', blob), WEIGHTS);
    const before = hub.seen.length;
    await fetchSnapshot(ID, second, { patience });
    expect(hub.seen.slice(before).some(({ path: asked }) => asked.endsWith('.safetensors'))).toBe(false);
  });

  it('goes on with the part of a file that an interrupted call left', async () => {
    let broken = false;
    const hub = await oddHub(FILES, (request, response) => {
      if (broken || request.url?.endsWith('.safetensors') !== true) return false;
      broken = true;
      response.writeHead(200, { 'content-length': WEIGHTS.length });
      response.write(WEIGHTS.slice(0, 2000), () => response.destroy());
      return true;
    });
    const own = settings(hub.url);
    await expect(fetchSnapshot(ID, own, { patience: { ...patience, retries: 0 } })).rejects.toThrow(
      'what has come is kept',
    );
    const { path } = await fetchSnapshot(ID, own, { patience });
    expect(hub.seen.filter((one) => one.path.endsWith('.safetensors')).map(({ range }) => range)).toEqual([
      undefined,
      'bytes=2000-',
    ]);
    expect(readFileSync(join(path, 'model.safetensors'), 'utf8')).toBe(WEIGHTS);
  });

  it.each([
    [401, undefined, /has no model owner\/name at revision main that you may read \(401\).*set HF_TOKEN/],
    [401, 'hf_secret', /refuses your token for owner\/name \(401\): check HF_TOKEN/],
    [403, 'hf_secret', /owner\/name is gated \(403\): accept its terms at http:.*owner\/name/],
    [404, undefined, /has no model owner\/name at revision main that you may read \(404\)/],
    [400, undefined, /answers 400 for owner\/name/],
    [503, undefined, /no file or folder here.*answers 503, asked 3 times/],
  ])('explains an answer of %i to the list with token %s', async (status, token, message) => {
    const hub = await oddHub(FILES, (_request, response) => {
      response.writeHead(status).end();
      return true;
    });
    const refused = fetchSnapshot(ID, settings(hub.url, { token }), { patience });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('hf_secret');
  });

  it('explains a gated file, whose list is open to all', async () => {
    const hub = await oddHub(FILES, (request, response) => {
      if (request.url?.includes('/resolve/') !== true) return false;
      response.writeHead(403).end();
      return true;
    });
    await expect(fetchSnapshot(ID, settings(hub.url), { patience })).rejects.toThrow('is gated (403)');
  });

  it('names a file that is listed and not there', async () => {
    const hub = await oddHub(FILES, (request, response) => {
      if (request.url?.endsWith('/model.safetensors') !== true) return false;
      response.writeHead(404).end();
      return true;
    });
    const refused = fetchSnapshot(ID, settings(hub.url), { patience });
    await expect(refused).rejects.toThrow(
      /^127\.0\.0\.1:\d+ lists model\.safetensors of owner\/name at revision main and doesn't have it \(404\)/,
    );
    await expect(refused).rejects.not.toThrow('no model');
  });

  it('sends the token to the hub and to no store that it redirects to', async () => {
    const store = await oddHub(FILES);
    const hub = await oddHub(FILES, (request, response) => {
      if (request.url?.includes('/resolve/') !== true) return false;
      response.writeHead(302, { location: new URL(request.url.slice(1), store.url).href }).end();
      return true;
    });
    await fetchSnapshot(ID, settings(hub.url, { token: 'hf_secret' }), { patience });
    expect(new Set(hub.seen.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    );
    expect(store.seen.length).toBeGreaterThan(0);
    expect(new Set(store.seen.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
  });

  it('leaves no snapshot where a file has another hash than listed', async () => {
    const hub = await oddHub(FILES, (request, response) => {
      if (request.url?.endsWith('.safetensors') !== true) return false;
      response.end('v'.repeat(5000));
      return true;
    });
    const own = settings(hub.url);
    await expect(fetchSnapshot(ID, own, { patience })).rejects.toThrow('has another hash');
    expect(existsSync(join(own.cache, 'models--owner--name/snapshots'))).toBe(false);
    expect(existsSync(join(own.cache, 'models--owner--name/refs'))).toBe(false);
  });

  it.each([
    ['<!DOCTYPE html><html></html>', 'answers with a page where'],
    ['not json', 'answers with no JSON where'],
  ])('says that %s is no list', async (text, message) => {
    const hub = await oddHub(FILES, (_request, response) => {
      response.end(text);
      return true;
    });
    await expect(fetchSnapshot(ID, settings(hub.url), { patience })).rejects.toThrow(message);
  });

  it('refuses a list that is encoded although nobody asked', async () => {
    const hub = await oddHub(FILES, (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}'));
      return true;
    });
    await expect(fetchSnapshot(ID, settings(hub.url), { patience })).rejects.toThrow(
      /sends \/api\/models\/owner\/name\/revision\/main encoded \(gzip\), which was not asked for/,
    );
  });

  it.each(['{}', '{"sha":"main","siblings":[]}', '[]'])('refuses a list that is %s', async (text) => {
    const hub = await oddHub(FILES, (_request, response) => {
      response.end(text);
      return true;
    });
    await expect(fetchSnapshot(ID, settings(hub.url), { patience })).rejects.toThrow('in an unknown way');
  });

  it('never writes a listed path outside of the snapshot', async () => {
    const hub = await oddHub({
      ...FILES,
      '../../../evil.json': '{}',
      '/etc/evil.json': '{}',
      'a\\..\\evil.json': '{}',
    });
    const own = settings(hub.url);
    const { path } = await fetchSnapshot(ID, own, { patience });
    expect(readdirSync(path).toSorted()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect(readdirSync(own.cache, { recursive: true }).some((name) => String(name).includes('evil'))).toBe(
      false,
    );
  });

  it('fetches a blob again that was cut short', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    const { path } = await fetchSnapshot(ID, own, { patience });
    writeFileSync(join(path, 'model.safetensors'), 'cut');
    await fetchSnapshot(ID, own, { patience });
    expect(readFileSync(join(path, 'model.safetensors'), 'utf8')).toBe(WEIGHTS);
  });

  it('tells no name and password of an endpoint', async () => {
    const hub = await oddHub(FILES, (_request, response) => {
      response.writeHead(403).end();
      return true;
    });
    const endpoint = new URL(hub.url);
    endpoint.username = 'me';
    endpoint.password = 'sekret';
    const refused = fetchSnapshot(ID, settings(endpoint), { patience });
    await expect(refused).rejects.toThrow('is gated (403)');
    await expect(refused).rejects.not.toThrow('sekret');
  });

  it('takes one GGUF file by name, and asks for a name where there are several', async () => {
    const hub = await oddHub({
      'a-q4.gguf': 'a'.repeat(200),
      'a-q8.gguf': 'b'.repeat(200),
      'config.json': '{}',
    });
    const own = settings(hub.url);
    await expect(fetchSnapshot(ID, own, { patience })).rejects.toThrow(
      'has 2 GGUF files: name one, such as owner/name/a-q4.gguf',
    );
    const { path } = await fetchSnapshot({ ...ID, file: 'a-q8.gguf' }, own, { patience });
    expect(readFileSync(path, 'utf8')).toBe('b'.repeat(200));
    await expect(fetchSnapshot({ ...ID, file: 'b.gguf' }, own, { patience })).rejects.toThrow(
      'has no file b.gguf; it has a-q4.gguf, a-q8.gguf',
    );
  });
});

describe('a graph of the hub', () => {
  const GRAPHS = {
    'config.json': '{}',
    'tokenizer.json': '{}',
    'onnx/model.onnx': 'a'.repeat(200),
    'onnx/model_q4.onnx': 'b'.repeat(200),
    'onnx/model_q4.onnx_data': 'c'.repeat(200),
    'onnx/model_q4.onnx_data_1': 'd'.repeat(200),
    'onnx/model_q4f16.onnx': 'e'.repeat(200),
    'cpu/genai_config.json': '{}',
    'cpu/model.onnx': 'f'.repeat(200),
    'cpu/model.onnx.data': 'g'.repeat(200),
    'gpu/genai_config.json': '{}',
  };
  const SMALL = ['config.json', 'tokenizer.json'];
  it.each([
    ['onnx/model_q4.onnx', ['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1']],
    ['cpu/model.onnx', ['cpu/genai_config.json', 'cpu/model.onnx', 'cpu/model.onnx.data']],
    [null, ['onnx/model.onnx']],
  ])('%s comes with its data and configuration, and no other graph', async (file, graph) => {
    const hub = await oddHub(GRAPHS);
    const own = settings(hub.url);
    const { path, commit } = await fetchSnapshot({ ...ID, file }, own, { patience });
    const snapshot = join(own.cache, 'models--owner--name/snapshots', commit);
    expect(path).toBe(join(snapshot, file ?? ''));
    const names = readdirSync(snapshot, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('.')).toSorted()).toEqual([...SMALL, ...graph].toSorted());
  });

  it('is missed by name, with those that are there', async () => {
    const hub = await oddHub({ 'config.json': '{}', 'onnx/model_q4.onnx': 'b'.repeat(200) });
    await expect(
      fetchSnapshot({ ...ID, file: 'onnx/model_q8.onnx' }, settings(hub.url), { patience }),
    ).rejects.toThrow('has no file onnx/model_q8.onnx; it has onnx/model_q4.onnx');
  });
});
