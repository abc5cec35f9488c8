import { join } from 'node:path';
import { buildModel, type BuildOptions } from '../../builder/build.ts';
import { FormatError } from '../../errors.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { jsonTokenizer } from '../../tokenizer/json-tokenizer.ts';

/**
 * Builds a checkpoint whose tokenizer fiveshot can use: one that can't be read makes the weights useless, and is found
 * before they are written. Throws what `buildModel` throws, and FormatError for the tokenizer.
 */
export function buildCheckpoint(options: Omit<BuildOptions, 'checkTokenizer'>): Promise<ModelFolder> {
  return buildModel({ ...options, checkTokenizer: (files) => openTokenizer(files, options.checkpoint) });
}

function openTokenizer(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  where: string,
): void {
  const content = (name: string): unknown => {
    const file = files.find((one) => one.name === name);
    return file === undefined ? undefined : parseJson(file.bytes, join(where, name));
  };
  jsonTokenizer({ tokenizer: content('tokenizer.json'), config: content('tokenizer_config.json'), where });
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${path} is not whole JSON (${reason}); copy the file again.`, { cause: error });
  }
}
