import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FolderFormat } from './folder.ts';
import { holds, openFolder } from './folder.ts';
import { openGguf } from './gguf/checkpoint.ts';
import { firstPart } from './gguf/parts.ts';
import { SAFETENSORS } from './safetensors.ts';
import { TORCH } from './torch/file.ts';

/** What a Hugging Face folder's weights are taken from where it has several: the first that is there. */
const FOLDER_FORMATS: readonly FolderFormat[] = [SAFETENSORS, TORCH];

/**
 * Opens a checkpoint: a Hugging Face folder with safetensors or PyTorch weights, a .gguf file, or a folder that holds
 * one such. Throws InputError where there is none, or its format can't be read.
 */
export function openCheckpoint(path: string): Checkpoint {
  const gguf = ggufFile(path);
  if (gguf !== null) return openGguf(gguf);
  const format = FOLDER_FORMATS.find((candidate) => holds(path, candidate));
  if (format !== undefined) return openFolder(path, format);
  const files = FOLDER_FORMATS.flatMap(({ single, index }) => [single, index]).join(', ');
  throw new InputError(`${path} holds no weights: it has none of ${files} and no .gguf file`);
}

/** The GGUF file (or the first of its parts) that a path names or that is a folder's only weights; null for other folders. */
export function ggufFile(path: string): string | null {
  if (!existsSync(path)) throw new InputError(`There is no checkpoint at ${path}`);
  if (!statSync(path).isDirectory()) {
    if (path.endsWith('.gguf')) return path;
    throw new InputError(
      `${path} is neither a .gguf file nor a checkpoint folder (config.json with safetensors or PyTorch weights)`,
    );
  }
  if (FOLDER_FORMATS.some((format) => holds(path, format))) return null;
  const files = readdirSync(path).filter((name) => name.endsWith('.gguf'));
  const first = firstPart(files);
  if (first !== null) return join(path, first);
  if (files.length > 1) throw new InputError(`${path} holds ${files.length} GGUF files; name one of them`);
  return files[0] === undefined ? null : join(path, files[0]);
}
