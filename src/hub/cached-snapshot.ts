import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partNames } from '../weight-files/gguf-parts.ts';
import { readWeightMap, WEIGHT_INDEX } from '../weight-files/weight-map.ts';
import type { HubId } from './hub-id.ts';
import type { HubSettings } from './settings.ts';

const COMMIT = /^[0-9a-f]{40}$/;
const WEIGHTS = /\.(?:safetensors|bin|onnx|gguf)$/;

/** A repository's files on this machine. */
export interface Snapshot {
  /** The folder of one commit in the shared cache, or the one file of it that was named. */
  readonly path: string;
  readonly commit: string;
}

/**
 * What is in the cache of the revision, without asking the hub: a snapshot that has weights, or the file that is named with
 * all its parts. Null where it has to be fetched.
 */
export async function cachedSnapshot(id: HubId, settings: HubSettings): Promise<Snapshot | null> {
  const folder = cacheFolder(id, settings);
  const commit = COMMIT.test(id.revision)
    ? id.revision
    : (await readFile(join(folder, 'refs', id.revision), 'utf8').catch(() => '')).trim();
  if (!COMMIT.test(commit)) return null;
  const snapshot = snapshotFolder(folder, commit);
  const has = (name: string): boolean => existsSync(join(snapshot, name));
  const whole = id.file === null ? await isWhole(snapshot) : allParts(id.file).every(has);
  return whole ? { path: pathOf(folder, commit, id), commit } : null;
}

export function cacheFolder({ repo }: HubId, { cache }: HubSettings): string {
  return join(cache, `models--${repo.replace('/', '--')}`);
}

export function snapshotFolder(folder: string, commit: string): string {
  return join(folder, 'snapshots', commit);
}

export function pathOf(folder: string, commit: string, { file }: HubId): string {
  return join(snapshotFolder(folder, commit), file ?? '');
}

/** Whether a snapshot has a whole set of weights; those that other libraries fetched may have several, or parts of some. */
async function isWhole(snapshot: string): Promise<boolean> {
  const names = await readdir(snapshot, { recursive: true }).catch((): string[] => []);
  const sharded = new Set<string>();
  for (const name of names.filter((one) => WEIGHT_INDEX.test(one))) {
    const files = await indexedFiles(snapshot, name);
    if (files === null) return false;
    if (files.length > 0 && files.every((file) => names.includes(file))) return true;
    for (const file of files) sharded.add(file);
  }
  return names.some(
    (name) =>
      WEIGHTS.test(name) && !sharded.has(name) && allParts(name).every((part) => names.includes(part)),
  );
}

/** Paths of the files that an index in a snapshot lists; null for a damaged one. */
async function indexedFiles(snapshot: string, name: string): Promise<readonly string[] | null> {
  try {
    const { files } = readWeightMap(JSON.parse(await readFile(join(snapshot, name), 'utf8')), name);
    return files.map((file) => join(dirname(name), file));
  } catch {
    return null;
  }
}

function allParts(file: string): readonly string[] {
  return partNames(file) ?? [file];
}
