import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HubId } from '../../src/hub/hub-id.ts';
import { fetchSnapshot } from '../../src/hub/snapshot.ts';
import { IMPATIENT } from '../download/odd-server.ts';
import { hubSettings as settings } from './hub-settings.ts';
import { COMMIT, oddHub } from './odd-hub.ts';

const FILES = { 'config.json': '{"model_type":"llama"}', 'model.safetensors': 'w'.repeat(5000) };
const ID: HubId = { repo: 'owner/name', revision: 'main', file: null };
const patience = IMPATIENT;

describe('a snapshot that is here', () => {
  it('works offline with what is here, and says so where it is not', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    await expect(fetchSnapshot(ID, { ...own, offline: true }, { patience })).rejects.toThrow(
      'HF_HUB_OFFLINE',
    );
    expect(hub.seen).toEqual([]);
    const { path } = await fetchSnapshot(ID, own, { patience });
    const before = hub.seen.length;
    expect(await fetchSnapshot(ID, { ...own, offline: true }, { patience })).toEqual({
      path,
      commit: COMMIT,
    });
    expect(await fetchSnapshot({ ...ID, revision: COMMIT }, { ...own, offline: true }, { patience })).toEqual(
      {
        path,
        commit: COMMIT,
      },
    );
    expect(hub.seen).toHaveLength(before);
  });

  it('takes what is here where the hub is down, and tells', async () => {
    let down = false;
    const hub = await oddHub(FILES, (_request, response) => {
      if (down) response.writeHead(503).end();
      return down;
    });
    const own = settings(hub.url);
    const { path } = await fetchSnapshot(ID, own, { patience });
    down = true;
    const told: string[] = [];
    expect((await fetchSnapshot(ID, own, { patience, onStale: (reason) => told.push(reason) })).path).toBe(
      path,
    );
    expect(told).toEqual([expect.stringContaining('answers 503')]);
  });

  it('does not take a snapshot for whole that lacks a shard', async () => {
    const files = {
      'config.json': '{}',
      'model.safetensors.index.json': JSON.stringify({
        weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
      }),
      'model-00001-of-00002.safetensors': 'a'.repeat(200),
      'model-00002-of-00002.safetensors': 'b'.repeat(200),
    };
    const hub = await oddHub(files);
    const own = settings(hub.url);
    const snapshot = join(own.cache, 'models--owner--name/snapshots', COMMIT);
    mkdirSync(snapshot, { recursive: true });
    for (const name of ['model.safetensors.index.json', 'model-00001-of-00002.safetensors'] as const) {
      writeFileSync(join(snapshot, name), files[name]);
    }
    const pinned = { ...ID, revision: COMMIT };
    await expect(fetchSnapshot(pinned, { ...own, offline: true }, { patience })).rejects.toThrow(
      'HF_HUB_OFFLINE',
    );
    const { path } = await fetchSnapshot(pinned, own, { patience });
    expect(readdirSync(path)).toHaveLength(4);
  });

  it('takes no snapshot for whole whose index is damaged', async () => {
    const hub = await oddHub(FILES);
    const own = settings(hub.url);
    const snapshot = join(own.cache, 'models--owner--name/snapshots', COMMIT);
    mkdirSync(snapshot, { recursive: true });
    writeFileSync(join(snapshot, 'model.safetensors.index.json'), '{');
    const pinned = { ...ID, revision: COMMIT };
    await expect(fetchSnapshot(pinned, { ...own, offline: true }, { patience })).rejects.toThrow(
      'HF_HUB_OFFLINE',
    );
  });
});
