import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareFiles } from '../../builder/compare-files.ts';
import { InputError } from '../../errors.ts';
import { sha256 } from '../../fingerprint.ts';
import { MODEL_FILES, type ModelFolder, TOKENIZER_FILES } from '../../model-folder.ts';
import { loadTokenizer } from '../../tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';

/** A model folder with its tokenizer, before the weights are loaded. */
export interface LocalModel {
  readonly folder: ModelFolder;
  readonly tokenizer: Tokenizer;
  /** As a table's row is to be called. */
  readonly name: string;
  /** SHA-256 over the hashes of graph and weights, as the builder measured them while writing. */
  readonly sha256: string;
  /** SHA-256 over the tokenizer files as they are now. */
  readonly tokenizerSha256: string;
}

/** Reads the tokenizer of a built model. Throws InputError where one of its files is missing or damaged. */
export async function openModel(folder: ModelFolder, name: string): Promise<LocalModel> {
  const { path, manifest } = folder;
  const { files } = manifest;
  const tokenizerFiles = await Promise.all(
    tokenizerFileNames(files).map((file) => readFile(join(path, file)).catch(() => Buffer.alloc(0))),
  );
  return {
    folder,
    tokenizer: await loadTokenizer(path),
    name,
    sha256: sha256([MODEL_FILES.graph, MODEL_FILES.weights].map((file) => files[file] ?? '').join(' ')),
    tokenizerSha256: sha256(tokenizerFiles.map(sha256).join(' ')),
  };
}

/** The files that decide which ids a text gets; with tokenizer.json no other than the config is read. */
function tokenizerFileNames(files: ModelFolder['manifest']['files']): readonly string[] {
  if ('tokenizer.json' in files) return ['tokenizer.json', 'tokenizer_config.json'];
  return TOKENIZER_FILES.filter((name) => name in files);
}

/**
 * Holds a model folder to the hashes of its manifest, which are what a journal says of the model. Reads every file.
 * Throws InputError naming the files that have changed since the build.
 */
export async function assertUnchanged(folder: ModelFolder): Promise<void> {
  const changed = (await compareFiles(folder)).filter(({ same }) => !same).map(({ name }) => name);
  if (changed.length === 0) return;
  throw new InputError(
    `${changed.join(' and ')} in ${folder.path} ${changed.length === 1 ? 'is' : 'are'} cut short or changed since the model was built; delete the folder and build the model again (a run builds a checkpoint by itself).`,
  );
}
