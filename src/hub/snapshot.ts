import { existsSync, statSync } from 'node:fs';
import { link, readFile, readdir, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import pLimit from 'p-limit';
import { StatusError, UnreachableError } from '../download/fault.ts';
import { fetchFile } from '../download/fetch-file.ts';
import { PATIENCE } from '../download/retry.ts';
import { InputError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { HubId } from './hub-id.ts';
import { modelFiles } from './model-files.ts';
import { explained, fileUrl, type HubRequest, listRepository, type RepositoryFile } from './repository.ts';
import type { HubSettings } from './settings.ts';

/** Files that are fetched at the same time. */
const PARALLEL = 4;
/** A list of files is small, its name may be mistyped, and an earlier snapshot may serve: nobody waits a minute for it. */
const LISTING_PATIENCE = { ...PATIENCE, retries: 3 };
const SHORT_PATIENCE = { ...PATIENCE, retries: 1 };
const COMMIT = /^[0-9a-f]{40}$/;

export interface SnapshotOptions extends HubRequest {
  /** Hears how many bytes of the whole snapshot are here. */
  readonly onProgress?: ((here: number, total: number) => void) | undefined;
  /** Hears of a snapshot that is used although the hub could not be asked. */
  readonly onStale?: ((reason: string) => void) | undefined;
}

/** A repository's files on this machine. */
export interface Snapshot {
  /** The folder of one commit in the shared cache, or the one file of it that was named. */
  readonly path: string;
  readonly commit: string;
}

/**
 * The files of a model in the cache that all Hugging Face libraries share (models--owner--name with blobs, refs and
 * snapshots; https://huggingface.co/docs/huggingface_hub/guides/manage-cache), fetched where they are not there yet.
 * Every file is held to its size and hash. Where the hub can't be reached, what is here of the revision is taken and
 * `onStale` told.
 * Throws InputError where the model isn't there, may not be read or fits on no disk; the signal's reason where that is aborted.
 */
export async function fetchSnapshot(
  id: HubId,
  settings: HubSettings,
  options: SnapshotOptions = {},
): Promise<Snapshot> {
  const folder = cacheFolder(id, settings);
  const known = await knownSnapshot(folder, id);
  if (settings.offline) {
    if (known !== null) return known;
    throw new InputError(
      `${id.repo} at revision ${id.revision} is not in ${settings.cache}, and HF_HUB_OFFLINE forbids to ask for it; unset that, or run once with a network.`,
    );
  }
  let repository;
  try {
    const patience = options.patience ?? (known === null ? LISTING_PATIENCE : SHORT_PATIENCE);
    repository = await listRepository(id, settings, { ...options, patience });
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (known === null) {
      throw new InputError(
        `${id.repo} is no file or folder here, and the hub can't be asked for it (${error.message}); check the name, the network or HF_ENDPOINT.`,
        { cause: error },
      );
    }
    options.onStale?.(`The hub can't be asked (${error.message}).`);
    return known;
  }
  const { commit } = repository;
  const wanted = modelFiles(id, repository.files);
  await download({ id, settings, folder, commit, wanted }, options);
  if (id.revision !== commit) {
    const ref = join(folder, 'refs', id.revision);
    await makeFolder(dirname(ref));
    await writeFile(ref, commit);
  }
  return { path: pathOf(folder, commit, id), commit };
}

/** What is in the cache of the revision, without asking the hub; null where it has to be fetched. */
export function cachedSnapshot(id: HubId, settings: HubSettings): Promise<Snapshot | null> {
  return knownSnapshot(cacheFolder(id, settings), id);
}

function cacheFolder({ repo }: HubId, { cache }: HubSettings): string {
  return join(cache, `models--${repo.replace('/', '--')}`);
}

interface Download {
  readonly id: HubId;
  readonly settings: HubSettings;
  readonly folder: string;
  readonly commit: string;
  readonly wanted: readonly RepositoryFile[];
}

async function download(work: Download, options: SnapshotOptions): Promise<void> {
  const { folder, wanted, settings } = work;
  const blobs = join(folder, 'blobs');
  await makeCache(settings.cache, blobs);
  const missing = wanted.filter(
    ({ digest, bytes }) => statSync(join(blobs, digest.hex), { throwIfNoEntry: false })?.size !== bytes,
  );
  await assertRoom(settings.cache, missing, blobs);
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  const here = new Map(
    wanted.map(({ digest, bytes }) => [
      digest.hex,
      missing.some((one) => one.digest.hex === digest.hex) ? 0 : bytes,
    ]),
  );
  const failed = new AbortController();
  const signal =
    options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  const limit = pLimit(PARALLEL);
  const fetching = missing.map((file) =>
    limit(async () => {
      signal.throwIfAborted();
      await fetchBlob(work, file, {
        ...options,
        signal,
        onBytes: (bytes) => {
          here.set(file.digest.hex, bytes);
          options.onProgress?.(
            [...here.values()].reduce((sum, one) => sum + one, 0),
            total,
          );
        },
      });
    }).catch((error: unknown) => {
      // The first fault ends the other files too, whose parts are kept.
      failed.abort(error);
      throw error;
    }),
  );
  const [fault] = (await Promise.allSettled(fetching)).flatMap((one) =>
    one.status === 'rejected' ? [one] : [],
  );
  if (fault !== undefined) throw signal.reason;
  for (const { path, digest } of wanted)
    await place(join(blobs, digest.hex), join(snapshotFolder(folder, work.commit), path));
}

async function fetchBlob(
  { id, settings, folder, commit }: Download,
  { path, bytes, digest }: RepositoryFile,
  options: SnapshotOptions & { readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const { endpoint, token } = settings;
  const remote = { url: fileUrl(settings, id.repo, commit, path), bytes, digest };
  try {
    await fetchFile(remote, join(folder, 'blobs', digest.hex), { ...options, token });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw explained(error, { repo: id.repo, revision: id.revision, endpoint, hasToken: token !== undefined });
  }
}

/** Puts a blob under its name into a snapshot: a relative link, or a second name where links need rights (Windows). */
async function place(blob: string, path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  try {
    await symlink(relative(dirname(path), blob), path);
  } catch (error) {
    if (existsSync(path)) return;
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
    await link(blob, path);
  }
}

/** What is here of a revision: a snapshot that has weights, or the file that is named. */
async function knownSnapshot(folder: string, id: HubId): Promise<Snapshot | null> {
  const commit = COMMIT.test(id.revision)
    ? id.revision
    : (await readFile(join(folder, 'refs', id.revision), 'utf8').catch(() => '')).trim();
  if (!COMMIT.test(commit)) return null;
  const path = pathOf(folder, commit, id);
  if (!existsSync(path)) return null;
  return id.file !== null || (await isWhole(path)) ? { path, commit } : null;
}

/** Whether a snapshot has weights, and every file that an index of them names. */
async function isWhole(snapshot: string): Promise<boolean> {
  const names = await readdir(snapshot, { recursive: true });
  for (const name of names.filter((one) => /\.(?:safetensors|bin)\.index\.json$/.test(one))) {
    const index = parsed(await readFile(join(snapshot, name), 'utf8'));
    if (index === null) return false;
    const shards =
      index !== null && typeof index === 'object' && 'weight_map' in index
        ? Object.values(index.weight_map ?? {})
        : [];
    if (!shards.every((shard) => names.includes(String(shard)))) return false;
  }
  return names.some((name) => /\.(?:safetensors|bin|onnx|gguf)$/.test(name));
}

/** A JSON text's value; null where it is damaged. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function snapshotFolder(folder: string, commit: string): string {
  return join(folder, 'snapshots', commit);
}

function pathOf(folder: string, commit: string, { file }: HubId): string {
  return join(snapshotFolder(folder, commit), file ?? '');
}

async function makeCache(cache: string, folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `The hub's cache ${cache} can't be written (${reason}); set HF_HOME or HF_HUB_CACHE to a folder that can.`,
      { cause: error },
    );
  }
}

async function assertRoom(cache: string, missing: readonly RepositoryFile[], blobs: string): Promise<void> {
  const { bavail, bsize } = await statfs(blobs);
  const parts = await Promise.all(
    missing.map(({ digest }) =>
      stat(join(blobs, `${digest.hex}.incomplete`)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const needed =
    missing.reduce((sum, { bytes }) => sum + bytes, 0) - parts.reduce((sum, size) => sum + size, 0);
  if (needed <= bavail * bsize) return;
  throw new InputError(
    `The model needs ${gigabytes(needed)} more in ${cache}, where ${gigabytes(bavail * bsize)} are free; make room, or set HF_HOME to a larger disk.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
