import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError } from '../../errors.ts';
import { type HubId, parseHubId } from '../../hub/hub-id.ts';
import { hubSettings } from '../../hub/settings.ts';
import type { ByteProgress } from '../byte-progress.ts';
import { modelName } from './model-cache.ts';

/** What `--model` names, on this machine. */
export interface FoundModel {
  readonly path: string;
  /** As a table's row is to be called. */
  readonly name: string;
}

interface FindWatch {
  /** Hears lines for people, and how much of what is fetched is here. */
  readonly say?: ((line: string) => void) | undefined;
  readonly onProgress?: ByteProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the model: a path that is there, else a repository of the hub (`owner/name`, `owner/name@revision`,
 * `owner/name/file.gguf` or `.onnx`), which is fetched into the shared Hugging Face cache. What is neither is given back as it is.
 * Throws what `fetchSnapshot` throws.
 */
export async function findModel(
  text: string,
  { say, onProgress, signal }: FindWatch = {},
): Promise<FoundModel> {
  const id = existsSync(text) ? null : parseHubId(text);
  if (id === null) return { path: text, name: modelName(text) };
  const { fetchSnapshot } = await import('../../hub/snapshot.ts');
  const settings = hubSettings(process.env);
  const { path } = await fetchSnapshot(id, settings, {
    signal,
    onProgress,
    onStale: (reason) => say?.(`${reason} Using what is here of ${id.repo}.`),
  });
  return { path, name: hubModelName(id) };
}

/**
 * The same without asking the hub for anything. Throws InputError where a model of the hub is not in the cache.
 */
export async function findCachedModel(text: string): Promise<FoundModel> {
  const id = existsSync(text) ? null : parseHubId(text);
  if (id === null) return { path: text, name: modelName(text) };
  const { cachedSnapshot } = await import('../../hub/cached-snapshot.ts');
  const settings = hubSettings(process.env);
  const found = await cachedSnapshot(id, settings);
  if (found !== null) return { path: found.path, name: hubModelName(id) };
  throw new InputError(
    `${text} is no file or folder here and not in ${settings.cache}, and a plan downloads nothing; fetch it with 'fiveshot model inspect ${text}', or name a model that is here.`,
  );
}

/** A GGUF file's name says whose it is; a graph's doesn't. */
function hubModelName({ repo, file }: HubId): string {
  if (file === null) return basename(repo);
  return file.endsWith('.onnx') ? `${basename(repo)}-${basename(file, '.onnx')}` : basename(file, '.gguf');
}
