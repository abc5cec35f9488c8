import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { type Manifest, MODEL_FILES, readModelFolder } from '../model-folder.ts';
import { type Precision, PRECISIONS } from '../precision.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import type { TokenizerFile } from './checkpoint/checkpoint.ts';
import { readJson, readTokenizerFiles } from './checkpoint/folder.ts';
import { firstLayers } from './graph/first-layers.ts';
import type { Graph } from './graph/graph.ts';
import { needsOf } from './needs.ts';
import { layOut } from './onnx/external-data.ts';
import { modelBytes } from './onnx/model-bytes.ts';
import { packageVersion } from './package-version.ts';
import { openWithBase, planBuild } from './plan-build.ts';
import { inPrecision } from './quantize/in-precision.ts';
import { rebuilt } from './rebuilt.ts';
import { writeWhole } from './write-files.ts';

/** What a manifest says of a model's shape, built or not. */
type ModelShape = Pick<
  Manifest,
  | 'modelType'
  | 'precision'
  | 'parameterCount'
  | 'contextLength'
  | 'layers'
  | 'kvHeads'
  | 'headDim'
  | 'prefixReuse'
  | 'lengthBorder'
>;

/** A model's shape, with what makes others of it; none of its weights has been read. */
export interface Blueprint {
  readonly shape: ModelShape;
  /** Bytes of graph and weights as they lie in a built folder. */
  readonly weightBytes: number;
  readonly tokenizerFiles: readonly TokenizerFile[];
  /**
   * Writes a model of the same shapes into an empty folder, with the first `layers` layers and weights of zero, and gives
   * the path of its graph. It computes as long as the real one, and its data file is a hole that takes no room on most disks.
   */
  readonly writeStandIn: (folder: string, layers: number) => string;
}

/**
 * The blueprint of a checkpoint, as it would be built, or of a folder that was.
 * Throws InputError where it is none, is damaged or can't be built.
 */
export function readBlueprint(path: string, precision: Precision): Blueprint {
  return existsSync(join(path, MODEL_FILES.manifest)) ? ofFolder(path) : ofCheckpoint(path, precision);
}

function ofFolder(path: string): Blueprint {
  const { manifest } = readModelFolder(path);
  const model = rebuilt(readJson(join(path, MODEL_FILES.config)), manifest.parameterCount);
  if (model === undefined)
    throw new InputError(
      `${path} has another number of parameters than its config.json says; build it again`,
    );
  return blueprint(model, { shape: manifest, tokenizerFiles: readTokenizerFiles(path) });
}

function ofCheckpoint(path: string, precision: Precision): Blueprint {
  const opened = openWithBase({ checkpoint: path });
  try {
    const { checkpoint, model, modelType, parameterCount } = planBuild(opened);
    const shape = { ...model, modelType, precision, parameterCount };
    return blueprint(model, { shape, tokenizerFiles: checkpoint.tokenizerFiles() });
  } finally {
    opened.close();
  }
}

function blueprint(model: DecoderModel, known: Pick<Blueprint, 'shape' | 'tokenizerFiles'>): Blueprint {
  const precision = PRECISIONS.find((name) => name === known.shape.precision);
  const needs = needsOf(model, 1).find((one) => one.precision === precision);
  return {
    ...known,
    weightBytes: needs?.disk ?? 0,
    writeStandIn: (folder, layers) => {
      const graph = firstLayers(model.graph, model.layerRows, layers);
      return writeStandIn(precision === undefined ? graph : inPrecision(graph, precision), folder);
    },
  };
}

function writeStandIn(graph: Graph, folder: string): string {
  const layout = layOut(graph);
  const path = join(folder, MODEL_FILES.graph);
  const producer = { name: 'fiveshot', version: packageVersion() };
  writeWhole(path, modelBytes(graph, layout, MODEL_FILES.weights, producer));
  const weights = openSync(join(folder, MODEL_FILES.weights), 'wx');
  try {
    ftruncateSync(weights, layout.length);
  } finally {
    closeSync(weights);
  }
  return path;
}
