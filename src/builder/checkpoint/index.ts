import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openGguf } from './gguf/checkpoint.ts';
import { INDEX_FILE, SINGLE_FILE, openSafetensorsFolder } from './safetensors-folder.ts';

/**
 * Opens a checkpoint: a Hugging Face folder with safetensors weights, a .gguf file, or a folder that holds one such.
 * Throws InputError where there is none, or its format can't be read.
 */
export function openCheckpoint(path: string): Checkpoint {
  const gguf = ggufFile(path);
  return gguf === null ? openSafetensorsFolder(path) : openGguf(gguf);
}

/** The GGUF file that a path names or that is a folder's only weights; null for a folder with safetensors. */
export function ggufFile(path: string): string | null {
  if (!existsSync(path)) throw new InputError(`There is no checkpoint at ${path}`);
  if (!statSync(path).isDirectory()) {
    if (path.endsWith('.gguf')) return path;
    throw new InputError(
      `${path} is neither a .gguf file nor a checkpoint folder (config.json with safetensors weights)`,
    );
  }
  if (existsSync(join(path, SINGLE_FILE)) || existsSync(join(path, INDEX_FILE))) return null;
  const names = readdirSync(path);
  const files = names.filter((name) => name.endsWith('.gguf'));
  if (files[0] !== undefined && files.length === 1) return join(path, files[0]);
  if (files.length > 1) throw new InputError(`${path} holds ${files.length} GGUF files; name one of them`);
  throw new InputError(
    names.some((name) => /^pytorch_model.*\.bin$/.test(name))
      ? `${path} has its weights as PyTorch .bin only, which isn't supported yet; convert them to safetensors first`
      : `${path} holds no weights: neither ${SINGLE_FILE} nor ${INDEX_FILE} nor a .gguf file is there`,
  );
}
