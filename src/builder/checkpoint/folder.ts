import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileSource } from '../../bytes/byte-source.ts';
import type { ByteSource } from '../../bytes/byte-source.ts';
import { FormatError, InputError } from '../../errors.ts';
import { MODEL_FILES, TOKENIZER_FILES } from '../../model-folder.ts';
import { readWeightMap } from '../../weight-files/weight-map.ts';
import type { Checkpoint, TensorInfo, TokenizerFile, ValueRange } from './checkpoint.ts';
import { weightDecoder } from './element-types.ts';
import { MAX_JSON_BYTES, MAX_TOKENIZER_FILE_BYTES, bounded, missingTensor } from './limits.ts';

/** One opened file of weights: the whole checkpoint or a shard. */
export interface WeightsFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** As `Checkpoint.read`. */
  read(name: string, range?: ValueRange): Iterable<Float32Array>;
  close(): void;
}

/** A format in which Hugging Face folders hold their weights. */
export interface FolderFormat {
  readonly format: Exclude<Checkpoint['format'], 'gguf'>;
  /** The one weights file of a small checkpoint. */
  readonly single: string;
  /** Says which file of a sharded checkpoint holds each tensor. */
  readonly index: string;
  /** Reads what stands before the weights; the file owns the source from then on. `path` is for messages. */
  open(path: string, source: ByteSource): WeightsFile;
}

/** Whether the folder has weights of the format. */
export function holds(folder: string, { single, index }: FolderFormat): boolean {
  return existsSync(join(folder, single)) || existsSync(join(folder, index));
}

/**
 * Opens a Hugging Face checkpoint folder with weights of the format, in one file or sharded by an index.
 * Throws InputError where config.json, the weights or a shard is missing, and FormatError for damaged files.
 */
export function openFolder(folder: string, format: FolderFormat): Checkpoint {
  const config = readConfig(folder);
  const { weightFiles, expected } = listShards(folder, format);
  const shards: WeightsFile[] = [];
  const close = (): void => {
    for (const shard of shards) shard.close();
  };
  try {
    for (const path of weightFiles) shards.push(openShard(path, format));
    const owners = collectTensors(weightFiles, shards, expected);
    const ownerOf = (name: string): Owner => {
      const owner = owners.get(name);
      if (owner === undefined) throw missingTensor(name);
      return owner;
    };
    return {
      format: format.format,
      config,
      tensors: new Map<string, TensorInfo>([...owners].map(([name, owner]) => [name, owner.info])),
      tokenizerFiles: () => readTokenizerFiles(folder),
      weightFiles,
      read(name, range) {
        return ownerOf(name).shard.read(name, range);
      },
      assertReadable(name) {
        weightDecoder(name, ownerOf(name).info.dtype);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function readConfig(folder: string): unknown {
  const path = join(folder, MODEL_FILES.config);
  if (existsSync(path)) return readJson(path);
  throw new InputError(
    `${folder} has weights and no ${MODEL_FILES.config}, which says what model they are of; copy the model's ${MODEL_FILES.config} into it`,
  );
}

interface ShardList {
  readonly weightFiles: readonly string[];
  /** File name of each tensor where an index says so. */
  readonly expected: ReadonlyMap<string, string> | null;
}

function listShards(folder: string, format: FolderFormat): ShardList {
  const single = join(folder, format.single);
  if (existsSync(single)) return { weightFiles: [single], expected: null };
  const path = join(folder, format.index);
  const { fileOf, files } = readWeightMap(readJson(path), path);
  return { weightFiles: files.map((name) => join(folder, name)), expected: fileOf };
}

function openShard(path: string, format: FolderFormat): WeightsFile {
  if (!existsSync(path))
    throw new InputError(`The checkpoint's weights file ${path} is missing; download it again`);
  const source = fileSource(path);
  try {
    return format.open(path, source);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** A tensor and the file that holds it. */
interface Owner {
  readonly info: TensorInfo;
  readonly shard: WeightsFile;
}

function collectTensors(
  paths: readonly string[],
  shards: readonly WeightsFile[],
  expected: ReadonlyMap<string, string> | null,
): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const [index, shard] of shards.entries()) {
    const file = basename(paths[index] ?? '');
    for (const [name, info] of shard.tensors) {
      // Files left over from another version may hold tensors that the index gives to someone else.
      if ((expected?.get(name) ?? file) === file) owners.set(name, { info, shard });
    }
  }
  for (const [name, file] of expected ?? []) {
    if (!owners.has(name))
      throw new InputError(`${file} lacks the tensor ${name} that the index places there`);
  }
  return owners;
}

/** The files of a folder that tokenizers are made of. Throws InputError where one is too large. */
export function readTokenizerFiles(folder: string): TokenizerFile[] {
  return TOKENIZER_FILES.filter((name) => existsSync(join(folder, name))).map((name) => ({
    name,
    bytes: readSmallFile(join(folder, name), MAX_TOKENIZER_FILE_BYTES),
  }));
}

/** A JSON file's content. Throws InputError where it can't be read, FormatError where it is no JSON or too large. */
export function readJson(path: string): unknown {
  const text = new TextDecoder().decode(readSmallFile(path, MAX_JSON_BYTES));
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${path} is not valid JSON: ${reason}`, { cause: error });
  }
}

function readSmallFile(path: string, limit: number): Uint8Array {
  const source = fileSource(path);
  try {
    return source.slice(0, bounded(`The length of ${path}`, source.length, limit));
  } finally {
    source.close();
  }
}
