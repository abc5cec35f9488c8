import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { MANIFEST_SCHEMA, MODEL_FILES, readModelFolder } from '../model-folder.ts';
import type { Manifest, ModelFolder } from '../model-folder.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import { architectureOf } from './architectures/index.ts';
import type { Checkpoint, TokenizerFile } from './checkpoint/checkpoint.ts';
import { openCheckpoint } from './checkpoint/index.ts';
import { withBase } from './checkpoint/with-base.ts';
import { withoutPrefix } from './checkpoint/without-prefix.ts';
import { checkGraph } from './graph/check.ts';
import { matchTensors } from './match-tensors.ts';
import { layOut } from './onnx/external-data.ts';
import { modelBytes } from './onnx/model-bytes.ts';
import type { FillChoices } from './output-folder.ts';
import { assertSpace, fillFolder } from './output-folder.ts';
import type { Watch } from './write-files.ts';
import { hashFile, writeWeights, writeWhole } from './write-files.ts';

export interface BuildOptions extends Watch, FillChoices {
  /** A checkpoint folder or a .gguf file. */
  readonly checkpoint: string;
  /** What the checkpoint is only the difference to. */
  readonly base?: string | undefined;
  /** The model folder to be made. */
  readonly out: string;
  /** Sees the tokenizer as it will be written, before anything is, and throws where it can't be used. */
  readonly checkTokenizer?: ((files: readonly TokenizerFile[]) => void) | undefined;
}

/**
 * Builds a checkpoint into an ONNX model folder with float32 weights, which then is complete or not there at all.
 * Throws InputError where the checkpoint can't be read or isn't covered, `out` is occupied or has no room for it; the
 * reason of the signal where that is aborted; what `checkTokenizer` throws.
 */
export async function buildModel(options: BuildOptions): Promise<ModelFolder> {
  const opened = openWithBase(options);
  try {
    const architecture = architectureOf(opened.config);
    const { optionalPrefix: prefix } = architecture;
    const checkpoint = prefix === undefined ? opened : withoutPrefix(opened, prefix);
    const model = architecture.build(checkpoint.config, (name) => checkpoint.tensors.has(name));
    const parameterCount = matchTensors(model, checkpoint);
    checkGraph(model.graph);
    const tokenizer = tokenizerOf(checkpoint);
    options.checkTokenizer?.(tokenizer);
    const work = { checkpoint, model, parameterCount, modelType: architecture.modelType, tokenizer };
    await fillFolder(options.out, options, (folder) => writeFolder(folder, work, options));
    return readModelFolder(options.out);
  } finally {
    opened.close();
  }
}

function openWithBase(options: BuildOptions): Checkpoint {
  const opened: Checkpoint[] = [];
  const open = (path: string): Checkpoint => {
    const checkpoint = openCheckpoint(path);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const checkpoint = open(options.checkpoint);
    return options.base === undefined ? checkpoint : withBase(checkpoint, open(options.base));
  } catch (error) {
    for (const checkpoint of opened) checkpoint.close();
    throw error;
  }
}

interface Work {
  readonly checkpoint: Checkpoint;
  readonly model: DecoderModel;
  readonly modelType: string;
  readonly parameterCount: number;
  readonly tokenizer: readonly TokenizerFile[];
}

function tokenizerOf(checkpoint: Checkpoint): readonly TokenizerFile[] {
  const files = checkpoint.tokenizerFiles();
  const has = (wanted: string): boolean => files.some(({ name }) => name === wanted);
  if (has(MODEL_FILES.tokenizer)) return files;
  if (checkpoint.format === 'gguf')
    throw new InputError('The GGUF file has no tokenizer; build from the safetensors checkpoint');
  throw new InputError(
    has('tokenizer.model')
      ? `The checkpoint's tokenizer.model can't be read yet: put a ${MODEL_FILES.tokenizer} beside it (many model repositories have one)`
      : `The checkpoint has no tokenizer: put its ${MODEL_FILES.tokenizer} beside the weights`,
  );
}

async function writeFolder(folder: string, work: Work, watch: Watch): Promise<void> {
  const { checkpoint, model } = work;
  const version = packageVersion();
  const layout = layOut(model.graph);
  assertSpace(folder, layout.length);
  const graph = modelBytes(model.graph, layout, MODEL_FILES.weights, { name: 'fiveshot', version });
  const config = new TextEncoder().encode(`${JSON.stringify(checkpoint.config, null, 2)}\n`);
  const files: Record<string, string> = {};
  for (const { name, bytes } of [
    { name: MODEL_FILES.graph, bytes: graph },
    { name: MODEL_FILES.config, bytes: config },
    ...work.tokenizer,
  ]) {
    files[name] = writeWhole(join(folder, name), bytes);
  }
  files[MODEL_FILES.weights] = await writeWeights(
    join(folder, MODEL_FILES.weights),
    checkpoint,
    layout,
    watch,
  );
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    builder: version,
    modelType: work.modelType,
    precision: 'fp32',
    parameterCount: work.parameterCount,
    contextLength: model.contextLength,
    vocabSize: model.vocabSize,
    layers: model.layers,
    kvHeads: model.kvHeads,
    headDim: model.headDim,
    prefixReuse: model.prefixReuse,
    lengthBorder: model.lengthBorder,
    source: { format: checkpoint.format, files: await hashSources(checkpoint, watch) },
    files,
  };
  // Last, since it is what makes the folder a model folder.
  writeWhole(
    join(folder, MODEL_FILES.manifest),
    new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
  );
}

async function hashSources(checkpoint: Checkpoint, watch: Watch): Promise<Manifest['source']['files']> {
  const files = [];
  for (const path of checkpoint.weightFiles)
    files.push({ name: basename(path), ...(await hashFile(path, watch)) });
  return files;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
