import { InputError } from '../errors.ts';
import { readWeightMap } from '../weight-files/weight-map.ts';
import { filesNamed, type ListedFiles } from './listed-files.ts';
import type { RepositoryFile } from './repository.ts';

/** An index of 400 layers has about 1 MB. */
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

interface CheckpointFormat {
  /** The file of a checkpoint in one. */
  readonly single: string;
  readonly index: string;
  /** What the files of a checkpoint in several are usually called, where no index lists them. */
  readonly shard: RegExp;
}

/** Checkpoints by preference: the first that a repository has is taken, and no other. */
const CHECKPOINTS: readonly CheckpointFormat[] = [
  {
    single: 'model.safetensors',
    index: 'model.safetensors.index.json',
    shard: /^model-\d+-of-\d+\.safetensors$/,
  },
  {
    single: 'pytorch_model.bin',
    index: 'pytorch_model.bin.index.json',
    shard: /^pytorch_model-\d+-of-\d+\.bin$/,
  },
];

/**
 * The weights of a checkpoint of several formats, with their index; none where the repository has no checkpoint. Which
 * files they are the index says, where there is one. Throws InputError where some of those are missing, FormatError for a
 * damaged index.
 */
export async function checkpointFiles(
  repo: string,
  listing: ListedFiles,
): Promise<readonly RepositoryFile[]> {
  for (const format of CHECKPOINTS) {
    const weights = await weightsOf(repo, format, listing);
    if (weights.length > 0) return weights;
  }
  return [];
}

/** The weights of a format, with their index; none where the repository has none. */
async function weightsOf(
  repo: string,
  format: CheckpointFormat,
  { files, readText }: ListedFiles,
): Promise<readonly RepositoryFile[]> {
  const whole = files.filter(({ path }) => path === format.single);
  if (whole.length > 0) return whole;
  const index = files.find(({ path }) => path === format.index);
  if (index === undefined) return files.filter(({ path }) => format.shard.test(path));
  const names = await indexedNames(repo, index, readText);
  // An index may be left of weights that the repository has no more, or in another format only.
  if (!files.some(({ path }) => names.includes(path))) return [];
  return [index, ...filesNamed(names, files, `${repo} lacks weights that its ${index.path} lists`)];
}

async function indexedNames(
  repo: string,
  index: RepositoryFile,
  readText: ListedFiles['readText'],
): Promise<readonly string[]> {
  const where = `${repo}/${index.path}`;
  if (index.bytes > MAX_INDEX_BYTES)
    throw new InputError(
      `${where} has ${index.bytes} bytes; an index of weights has at most ${MAX_INDEX_BYTES}.`,
    );
  return readWeightMap(parseJson(await readText(index)), where).files;
}

/** A JSON text's value; undefined, which is no index, where it is damaged. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
