import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MODEL_FILES, TOKENIZER_FILES, readModelFolder } from '../model-folder.ts';
import { modelTypeOf } from './architectures/index.ts';
import type { Checkpoint, TensorInfo, TokenizerFile } from './checkpoint/checkpoint.ts';
import { valueCount } from './checkpoint/checkpoint.ts';
import { openParts } from './checkpoint/gguf/parts.ts';
import { ROPE_TABLES } from './checkpoint/gguf/rope-tables.ts';
import { ggufFile, openCheckpoint } from './checkpoint/index.ts';
import { isBuffer } from './match-tensors.ts';

/** How much of a model is stored in one element type. */
interface DtypeShare {
  readonly dtype: string;
  readonly values: number;
}

/** What can be said of a model without running it. */
export interface ModelFacts {
  readonly kind: Checkpoint['format'] | 'model-folder';
  /** model_type of the config, or GGUF's general.architecture; whether it can be built is another question. */
  readonly architecture: string | null;
  /** Trained values, a tied output matrix counted once. */
  readonly parameterCount: number;
  /** Largest share first. */
  readonly dtypes: readonly DtypeShare[];
  /** Such as `tokenizer.json (BPE)` or `gpt2 (smollm)`; null where there is none. */
  readonly tokenizer: string | null;
  readonly contextLength: number | null;
  /** Size of the files that hold the weights. */
  readonly bytes: number;
}

/** Looks at a checkpoint folder, a .gguf file or a built model folder. Throws InputError where it is none of these. */
export function inspectModel(path: string): ModelFacts {
  if (existsSync(join(path, MODEL_FILES.manifest))) return inspectModelFolder(path);
  const gguf = ggufFile(path);
  return gguf === null ? inspectFolder(path) : inspectGguf(gguf);
}

function inspectModelFolder(path: string): ModelFacts {
  const { manifest } = readModelFolder(path);
  return {
    kind: 'model-folder',
    architecture: manifest.modelType,
    parameterCount: manifest.parameterCount,
    dtypes: [{ dtype: manifest.precision, values: manifest.parameterCount }],
    tokenizer: TOKENIZER_FILES.find((name) => name in manifest.files) ?? null,
    contextLength: manifest.contextLength,
    bytes: totalBytes([join(path, MODEL_FILES.graph), join(path, MODEL_FILES.weights)]),
  };
}

/** The names that the families give to the longest sequence. */
const ContextKeys = z.object({
  max_position_embeddings: z.number().optional(),
  n_positions: z.number().optional(),
  max_seq_len: z.number().optional(),
  max_sequence_length: z.number().optional(),
  model_max_length: z.number().optional(),
});

function inspectFolder(path: string): ModelFacts {
  const checkpoint = openCheckpoint(path);
  try {
    const { config, tensors, weightFiles } = checkpoint;
    const tied = z.object({ tie_word_embeddings: z.literal(true) }).safeParse(config).success;
    const isWeight = (name: string): boolean => !isBuffer(name) && !(tied && name === 'lm_head.weight');
    const context = ContextKeys.safeParse(config).data ?? {};
    return {
      kind: checkpoint.format,
      architecture: modelTypeOf(config),
      ...countTensors(tensors, isWeight),
      tokenizer: tokenizerKind(checkpoint.tokenizerFiles()),
      contextLength: Object.values(context)[0] ?? null,
      bytes: totalBytes(weightFiles),
    };
  } finally {
    checkpoint.close();
  }
}

function inspectGguf(path: string): ModelFacts {
  const parts = openParts(path);
  try {
    const { metadata, tensors, paths } = parts;
    const architecture = metadata.text('general.architecture') ?? null;
    const model = metadata.text('tokenizer.ggml.model');
    const pre = metadata.text('tokenizer.ggml.pre');
    return {
      kind: 'gguf',
      architecture,
      ...countTensors(tensors, (name) => !ROPE_TABLES.has(name)),
      tokenizer: model === undefined ? null : `${model} (${pre ?? 'none'})`,
      contextLength: metadata.number(`${architecture}.context_length`) ?? null,
      bytes: totalBytes(paths),
    };
  } finally {
    parts.close();
  }
}

function countTensors(
  tensors: ReadonlyMap<string, TensorInfo>,
  isWeight: (name: string) => boolean,
): Pick<ModelFacts, 'parameterCount' | 'dtypes'> {
  const shares = new Map<string, number>();
  let parameterCount = 0;
  for (const [name, { dtype, shape }] of tensors) {
    if (!isWeight(name)) continue;
    const values = valueCount(shape);
    shares.set(dtype, (shares.get(dtype) ?? 0) + values);
    parameterCount += values;
  }
  const dtypes = [...shares].map(([dtype, values]) => ({ dtype, values }));
  return { parameterCount, dtypes: dtypes.toSorted((a, b) => b.values - a.values) };
}

const TokenizerJson = z.object({ model: z.object({ type: z.string() }) });

function tokenizerKind(files: readonly TokenizerFile[]): string | null {
  const json = files.find(({ name }) => name === 'tokenizer.json');
  if (json === undefined) {
    const name = TOKENIZER_FILES.find((one) => files.some((file) => file.name === one));
    return name?.endsWith('.model') === true ? `${name} (sentencepiece)` : (name ?? null);
  }
  return `tokenizer.json (${modelTypeOfTokenizer(json.bytes) ?? 'unknown model'})`;
}

function modelTypeOfTokenizer(bytes: Uint8Array): string | null {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return TokenizerJson.safeParse(content).data?.model.type ?? null;
  } catch {
    return null;
  }
}

function totalBytes(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}
