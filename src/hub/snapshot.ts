import { existsSync, statSync } from 'node:fs';
import { link, readFile, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import pLimit from 'p-limit';
import { StatusError, UnreachableError } from '../download/fault.ts';
import { fetchFile, type FetchOptions } from '../download/fetch-file.ts';
import { PATIENCE } from '../download/retry.ts';
import { InputError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { cachedSnapshot, cacheFolder, pathOf, type Snapshot, snapshotFolder } from './cached-snapshot.ts';
import type { HubId } from './hub-id.ts';
import { modelFiles } from './model-files.ts';
import { explained, fileUrl, type HubRequest, listRepository, type RepositoryFile } from './repository.ts';
import type { HubSettings } from './settings.ts';

/** Files that are fetched at the same time. */
const PARALLEL = 4;
/** A list of files is small, its name may be mistyped, and an earlier snapshot may serve: nobody waits a minute for it. */
const LISTING_PATIENCE = { ...PATIENCE, retries: 3 };
const SHORT_PATIENCE = { ...PATIENCE, retries: 1 };

export interface SnapshotOptions extends HubRequest {
  /** Hears how many bytes of the whole snapshot are here. */
  readonly onProgress?: ((here: number, total: number) => void) | undefined;
  /** Hears of a snapshot that is used although the hub could not be asked. */
  readonly onStale?: ((reason: string) => void) | undefined;
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
  const known = await cachedSnapshot(id, settings);
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
  const work = { id, settings, folder, commit };
  const wanted = await modelFiles(id, {
    files: repository.files,
    readText: (file) => readText(work, file, options),
  });
  await download({ ...work, wanted }, options);
  if (id.revision !== commit) {
    const ref = join(folder, 'refs', id.revision);
    await makeFolder(dirname(ref));
    await writeFile(ref, commit);
  }
  return { path: pathOf(folder, commit, id), commit };
}

interface Work {
  readonly id: HubId;
  readonly settings: HubSettings;
  readonly folder: string;
  readonly commit: string;
}

interface Download extends Work {
  readonly wanted: readonly RepositoryFile[];
}

async function download(work: Download, options: SnapshotOptions): Promise<void> {
  const { folder, wanted, settings } = work;
  const blobs = join(folder, 'blobs');
  await makeCache(settings.cache, blobs);
  const missing = wanted.filter((file) => !hasBlob(blobs, file));
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

function hasBlob(blobs: string, { digest, bytes }: RepositoryFile): boolean {
  return statSync(join(blobs, digest.hex), { throwIfNoEntry: false })?.size === bytes;
}

/** The text of a file, fetched before all others where it is not here. */
async function readText(work: Work, file: RepositoryFile, options: SnapshotOptions): Promise<string> {
  const blobs = join(work.folder, 'blobs');
  await makeCache(work.settings.cache, blobs);
  if (!hasBlob(blobs, file)) await fetchBlob(work, file, options);
  return readFile(join(blobs, file.digest.hex), 'utf8');
}

async function fetchBlob(
  { id, settings, folder, commit }: Work,
  { path, bytes, digest }: RepositoryFile,
  options: SnapshotOptions & Pick<FetchOptions, 'onBytes'>,
): Promise<void> {
  const { endpoint, token } = settings;
  const remote = { url: fileUrl(settings, id.repo, commit, path), bytes, digest };
  try {
    await fetchFile(remote, join(folder, 'blobs', digest.hex), { ...options, token });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const asked = { repo: id.repo, revision: id.revision, endpoint, hasToken: token !== undefined };
    throw explained(error, { ...asked, file: path });
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
