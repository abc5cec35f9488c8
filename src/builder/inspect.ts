import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileSource } from '../bytes/byte-source.ts';
import { graphFiles, MODEL_FILES, readModelFolder } from '../model-folder.ts';
import { modelTypeOf } from './architectures/index.ts';
import type { TensorInfo, TokenizerFile } from './checkpoint/checkpoint.ts';
import { valueCount } from './checkpoint/checkpoint.ts';
import { readGgufHeader } from './checkpoint/gguf/header.ts';
import { ROPE_FREQUENCIES } from './checkpoint/gguf/llama.ts';
import { metadataOf } from './checkpoint/gguf/metadata.ts';
import { ggufFile } from './checkpoint/index.ts';
import { openSafetensorsFolder, readTokenizerFiles } from './checkpoint/safetensors-folder.ts';
import { contextLengthOf } from './context-length.ts';
import { findExport, readExport, type ExportedGraph } from './exported/index.ts';
import { isBuffer } from './match-tensors.ts';

/** How much of a model is stored in one element type. */
interface DtypeShare {
  readonly dtype: string;
  readonly values: number;
}

/** What can be said of a model without running it. */
export interface ModelFacts {
  readonly kind: 'safetensors' | 'gguf' | 'onnx' | 'model-folder';
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

/**
 * Looks at a checkpoint folder, a .gguf file, a graph that another program built, or a built model folder.
 * Throws InputError where it is none of these.
 */
export function inspectModel(path: string): ModelFacts {
  if (existsSync(join(path, MODEL_FILES.manifest))) return inspectModelFolder(path);
  const exported = findExport(path);
  if (exported !== null) return inspectExport(exported);
  const gguf = ggufFile(path);
  return gguf === null ? inspectSafetensors(path) : inspectGguf(gguf);
}

function inspectExport(found: ExportedGraph): ModelFacts {
  const { folder, graph, config, weights, data } = readExport(found);
  return {
    kind: 'onnx',
    architecture: config.modelType,
    parameterCount: weights.parameterCount,
    dtypes: weights.dtypes,
    tokenizer: tokenizerKind(readTokenizerFiles(folder)),
    contextLength: config.contextLength,
    bytes: totalBytes([graph, ...data]),
  };
}

function inspectModelFolder(folder: string): ModelFacts {
  const { path, manifest } = readModelFolder(folder);
  return {
    kind: 'model-folder',
    architecture: manifest.modelType,
    parameterCount: manifest.parameterCount,
    dtypes: [{ dtype: manifest.precision, values: manifest.parameterCount }],
    tokenizer: MODEL_FILES.tokenizer,
    contextLength: manifest.contextLength,
    bytes: totalBytes(graphFiles(manifest).map((name) => join(path, name))),
  };
}

function inspectSafetensors(path: string): ModelFacts {
  const checkpoint = openSafetensorsFolder(path);
  try {
    const { config, tensors, weightFiles } = checkpoint;
    const tied = z.object({ tie_word_embeddings: z.literal(true) }).safeParse(config).success;
    const isWeight = (name: string): boolean => !isBuffer(name) && !(tied && name === 'lm_head.weight');
    return {
      kind: 'safetensors',
      architecture: modelTypeOf(config),
      ...countTensors(tensors, isWeight),
      tokenizer: tokenizerKind(checkpoint.tokenizerFiles()),
      contextLength: contextLengthOf(config),
      bytes: totalBytes(weightFiles),
    };
  } finally {
    checkpoint.close();
  }
}

function inspectGguf(path: string): ModelFacts {
  const source = fileSource(path);
  try {
    const { metadata: values, tensors } = readGgufHeader(path, source);
    const metadata = metadataOf(values);
    const architecture = metadata.text('general.architecture') ?? null;
    const model = metadata.text('tokenizer.ggml.model');
    const pre = metadata.text('tokenizer.ggml.pre');
    return {
      kind: 'gguf',
      architecture,
      ...countTensors(tensors, (name) => name !== ROPE_FREQUENCIES),
      tokenizer: model === undefined ? null : `${model} (${pre ?? 'none'})`,
      contextLength: metadata.number(`${architecture}.context_length`) ?? null,
      bytes: source.length,
    };
  } finally {
    source.close();
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
    return files.some(({ name }) => name === 'tokenizer.model') ? 'tokenizer.model (sentencepiece)' : null;
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
