import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from './errors.ts';
import { PRECISIONS } from './precision.ts';

/** Names of the files in a model folder, the same that transformers.js and Hugging Face's ONNX exports use. */
export const MODEL_FILES = {
  graph: 'model.onnx',
  weights: 'model.onnx_data',
  config: 'config.json',
  manifest: 'fiveshot.json',
} as const;

/** Files that tokenizers are made of, as their publishers name them; a folder has some of these. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  'tokenizer.model',
  'spiece.model',
  'ice_text.model',
  'vocab.json',
  'merges.txt',
  'qwen.tiktoken',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
] as const;

/** Raised when a folder of an older builder can't be used any more. */
export const MANIFEST_SCHEMA = 1;

/** Raised when other graphs are made of the same checkpoints: the cache gets them anew; folders built before still run. */
export const GRAPH_REVISION = 4;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Size = z.int().positive();

/** What a decoder's graph calls its inputs and outputs; `%d` stands for the number of a layer. */
const GraphNames = z.object({
  inputIds: z.string(),
  attentionMask: z.string(),
  positionIds: z.string(),
  pastKey: z.string(),
  pastValue: z.string(),
  logits: z.string(),
  presentKey: z.string(),
  presentValue: z.string(),
});
export type GraphNames = z.infer<typeof GraphNames>;

/** The names in Hugging Face's exports, and in the graphs that fiveshot builds. */
export const GRAPH_NAMES: GraphNames = {
  inputIds: 'input_ids',
  attentionMask: 'attention_mask',
  positionIds: 'position_ids',
  pastKey: 'past_key_values.%d.key',
  pastValue: 'past_key_values.%d.value',
  logits: 'logits',
  presentKey: 'present.%d.key',
  presentValue: 'present.%d.value',
};

/** The input of the graphs that fiveshot builds that says of which rows the logits are wanted. */
export const LOGIT_ROWS = 'logit_rows';

const Manifest = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  /** Version of fiveshot that built the folder. */
  builder: z.string(),
  modelType: z.string(),
  /** `onnx-…` where the graph was built elsewhere: what its weights are (docs/models.md). */
  precision: z.enum(PRECISIONS).or(z.templateLiteral(['onnx-', z.string()])),
  /** Trained values, each once (a tied output matrix is the embedding). */
  parameterCount: Size,
  contextLength: Size,
  vocabSize: Size,
  layers: Size,
  /** Heads that the cache holds keys and values for, and their width. */
  kvHeads: Size,
  headDim: Size,
  /** False where a prompt's first tokens see its later ones, so that nothing of one prompt can be reused for another. */
  prefixReuse: z.boolean().default(true),
  /** Sequences with more tokens than this share no keys and values with those that have fewer. */
  lengthBorder: Size.optional(),
  source: z.object({
    format: z.enum(['safetensors', 'torch', 'gguf', 'onnx']),
    files: z.array(z.object({ name: z.string(), bytes: Size, sha256: Sha256 })),
  }),
  /** SHA-256 of every other file of the folder, by name. */
  files: z.record(z.string(), Sha256),
  /** Where the graph was built elsewhere: it and the files beside it stay where they are. */
  adopted: z
    .object({
      /** Absolute path of the folder that the names of files are relative to. */
      folder: z.string(),
      graph: z.string(),
      /** Files of the graph's external data. */
      weights: z.array(z.string()),
      config: z.string(),
      names: GraphNames,
    })
    .optional(),
});

/** What fiveshot.json says of a built model: where it comes from, what it is, and the bytes it is made of. */
export type Manifest = z.infer<typeof Manifest>;

/** A model on disk, complete and with a valid manifest. */
export interface ModelFolder {
  /** The folder that the manifest's files lie in. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Path of the graph; its external data lies beside it. */
  readonly graphPath: string;
  readonly configPath: string;
}

/**
 * Reads a model folder's manifest and checks that its files are there (not their hashes).
 * Throws InputError, saying what is missing and what to do, where it is no usable model folder.
 */
export function readModelFolder(path: string): ModelFolder {
  if (!existsSync(path)) {
    throw new InputError(
      `There is no model folder at ${path}, nor a checkpoint; name either, or make a folder with fiveshot model build CHECKPOINT --out DIR`,
    );
  }
  if (!statSync(path).isDirectory()) {
    throw new InputError(
      path.endsWith('.gguf')
        ? `${path} is a checkpoint file; build it with fiveshot model build ${path} --out DIR`
        : `${path} is a file and not a model folder; make one with fiveshot model build CHECKPOINT --out DIR`,
    );
  }
  const has = (name: string): boolean => existsSync(join(path, name));
  if (!has(MODEL_FILES.manifest)) {
    throw new InputError(
      has(MODEL_FILES.config) && !has(MODEL_FILES.graph)
        ? `${path} is a checkpoint that isn't built yet; build it with fiveshot model build ${path} --out DIR`
        : `${path} is not a model folder: it has no ${MODEL_FILES.manifest}; make one with fiveshot model build`,
    );
  }
  const manifest = readManifest(join(path, MODEL_FILES.manifest));
  if (manifest.adopted !== undefined) return adoptedFolder(manifest, manifest.adopted);
  const missing = [...new Set([...Object.values(MODEL_FILES), ...Object.keys(manifest.files)])].filter(
    (name) => !has(name),
  );
  if (missing.length === 0 && !TOKENIZER_FILES.some(has)) missing.push('its tokenizer files');
  if (missing.length > 0)
    throw new InputError(`The model folder ${path} lacks ${missing.join(', ')}; build it again`);
  return {
    path,
    manifest,
    graphPath: join(path, MODEL_FILES.graph),
    configPath: join(path, MODEL_FILES.config),
  };
}

function adoptedFolder(
  manifest: Manifest,
  { folder, graph, config }: NonNullable<Manifest['adopted']>,
): ModelFolder {
  const missing = Object.keys(manifest.files).filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0)
    throw new InputError(`${folder} lacks ${missing.join(', ')}; restore what was there`);
  return { path: folder, manifest, graphPath: join(folder, graph), configPath: join(folder, config) };
}

/** Names of the files that hold graph and weights, the graph first. */
export function graphFiles({ adopted }: Manifest): readonly string[] {
  return adopted === undefined
    ? [MODEL_FILES.graph, MODEL_FILES.weights]
    : [adopted.graph, ...adopted.weights];
}

function readManifest(path: string): Manifest {
  const result = Manifest.safeParse(parseJson(path));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(
    `${path} is not a manifest that this version reads (${issue?.path.join('.')}: ${issue?.message}); build the model again`,
  );
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path} is not valid JSON: ${reason}; build the model again`, { cause: error });
  }
}
