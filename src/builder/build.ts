import { join } from 'node:path';
import { MANIFEST_SCHEMA, MODEL_FILES, readModelFolder } from '../model-folder.ts';
import type { Manifest, ModelFolder } from '../model-folder.ts';
import type { Precision } from '../precision.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import type { TokenizerFile } from './checkpoint/checkpoint.ts';
import { checkGraph } from './graph/check.ts';
import type { Graph } from './graph/graph.ts';
import { layOut } from './onnx/external-data.ts';
import { modelBytes } from './onnx/model-bytes.ts';
import type { FillChoices } from './output-folder.ts';
import { assertSpace, fillFolder } from './output-folder.ts';
import { packageVersion } from './package-version.ts';
import type { CheckpointPaths, PlannedBuild } from './plan-build.ts';
import { openWithBase, planBuild, tokenizerOf } from './plan-build.ts';
import { inPrecision } from './quantize/in-precision.ts';
import { writeWhole } from './write-files.ts';
import type { WriteOptions } from './write-model.ts';
import { writeModel } from './write-model.ts';

export interface BuildOptions extends WriteOptions, FillChoices, CheckpointPaths {
  /** The model folder to be made. */
  readonly out: string;
  /** Number format of the weights, and of the products with them; float32 by default. */
  readonly precision?: Precision | undefined;
  /** Sees the tokenizer as it will be written, before anything is, and throws where it can't be used with the model. */
  readonly checkTokenizer?: ((files: readonly TokenizerFile[], model: DecoderModel) => void) | undefined;
}

/**
 * Builds a checkpoint into an ONNX model folder in a precision, which then is complete or not there at all.
 * Throws InputError where the checkpoint can't be read or isn't covered, `out` is occupied or has no room for it; the
 * reason of the signal where that is aborted; what `checkTokenizer` throws.
 */
export async function buildModel(options: BuildOptions): Promise<ModelFolder> {
  const opened = openWithBase(options);
  try {
    const planned = planBuild(opened);
    const tokenizer = tokenizerOf(planned.checkpoint);
    options.checkTokenizer?.(tokenizer, planned.model);
    const { precision = 'fp32' } = options;
    const graph = inPrecision(planned.model.graph, precision);
    checkGraph(graph);
    const work = { ...planned, graph, precision, tokenizer };
    await fillFolder(options.out, options, (folder) => writeFolder(folder, work, options));
    return readModelFolder(options.out);
  } finally {
    opened.close();
  }
}

interface Work extends PlannedBuild {
  /** The model's, in the precision. */
  readonly graph: Graph;
  readonly precision: Precision;
  readonly tokenizer: readonly TokenizerFile[];
}

async function writeFolder(folder: string, work: Work, options: BuildOptions): Promise<void> {
  const { checkpoint, model } = work;
  const version = packageVersion();
  const layout = layOut(work.graph);
  assertSpace(folder, layout.length);
  const graph = modelBytes(work.graph, layout, MODEL_FILES.weights, { name: 'fiveshot', version });
  const config = new TextEncoder().encode(`${JSON.stringify(checkpoint.config, null, 2)}\n`);
  const files: Record<string, string> = {};
  for (const { name, bytes } of [
    { name: MODEL_FILES.graph, bytes: graph },
    { name: MODEL_FILES.config, bytes: config },
    ...work.tokenizer,
  ]) {
    files[name] = writeWhole(join(folder, name), bytes);
  }
  const { weights, sources } = await writeModel(
    join(folder, MODEL_FILES.weights),
    { ...work, paths: { checkpoint: options.checkpoint, base: options.base }, layout },
    options,
  );
  files[MODEL_FILES.weights] = weights;
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    builder: version,
    modelType: work.modelType,
    precision: work.precision,
    parameterCount: work.parameterCount,
    contextLength: model.contextLength,
    vocabSize: model.vocabSize,
    layers: model.layers,
    kvHeads: model.kvHeads,
    headDim: model.headDim,
    prefixReuse: model.prefixReuse,
    lengthBorder: model.lengthBorder,
    source: { format: checkpoint.format, files: sources },
    files,
  };
  // Last, since it is what makes the folder a model folder.
  writeWhole(
    join(folder, MODEL_FILES.manifest),
    new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
  );
}
