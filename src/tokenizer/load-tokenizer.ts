import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, InputError } from '../errors.ts';
import { jsonTokenizer } from './json-tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Eight times Gemma 3's file, the largest published one known. */
const MAX_FILE_BYTES = 268_435_456;

/**
 * Loads the tokenizer of a model folder: tokenizer.json, and tokenizer_config.json where it is there.
 * Throws InputError where the folder has no tokenizer.json, FormatError where a file is malformed, cut short or too large.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const tokenizer = await readJson(join(folder, 'tokenizer.json'));
  if (tokenizer === undefined) throw await missing(folder);
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  return jsonTokenizer({ tokenizer, config, where: folder });
}

async function missing(folder: string): Promise<InputError> {
  if (await exists(join(folder, 'tokenizer.model'))) {
    return new InputError(
      `${folder} has a tokenizer.model, which can't be read yet: a tokenizer.json is needed beside it (many model repositories have one).`,
    );
  }
  return new InputError(`${folder} has no tokenizer.json; copy the model's tokenizer files into it.`);
}

/** A JSON file's content, or undefined where there is no such file. */
async function readJson(path: string): Promise<unknown> {
  if (!(await exists(path))) return undefined;
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) {
    throw new FormatError(
      `${path} has ${size} bytes, more than the ${MAX_FILE_BYTES} that a tokenizer file may have; is it the right file?`,
    );
  }
  const text = await readFile(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${path} is not whole JSON (${reason}); copy the file again.`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
