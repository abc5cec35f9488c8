import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '../errors.ts';
import { TOKENIZER_FILES } from '../model-folder.ts';
import { openTokenizer } from './open-tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Eight times Gemma 3's file, the largest published one known. */
const MAX_FILE_BYTES = 268_435_456;

/**
 * Loads the tokenizer of a folder from the files that its publisher gives it (docs/tokenizers.md).
 * Throws InputError where the folder has no tokenizer, FormatError where a file is malformed, cut short or too large.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const files = new Map<string, Uint8Array>();
  for (const name of TOKENIZER_FILES) {
    const path = join(folder, name);
    const size = await fileSize(path);
    if (size === undefined) continue;
    if (size > MAX_FILE_BYTES) {
      throw new FormatError(
        `${path} has ${size} bytes, more than the ${MAX_FILE_BYTES} that a tokenizer file may have; is it the right file?`,
      );
    }
    files.set(name, await readFile(path));
  }
  return openTokenizer(files, folder);
}

/** Undefined where there is no file of that name. */
async function fileSize(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}
