import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { MODEL_FILES, type ModelFolder, readModelFolder } from '../model-folder.ts';
import { modelTypeOf } from './architectures/index.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { readJson, readTokenizerFiles } from './checkpoint/folder.ts';
import { openParts } from './checkpoint/gguf/parts.ts';
import { ROPE_TABLES } from './checkpoint/gguf/rope-tables.ts';
import { ggufFile } from './checkpoint/index.ts';
import { contextLengthOf } from './context-length.ts';
import { countTensors } from './count-tensors.ts';
import { dataFiles } from './exported/data-files.ts';
import { readGraphContent } from './exported/graph-content.ts';
import { findExport, readExport, type ExportedGraph } from './exported/index.ts';
import { isBuffer, trainedTensors } from './match-tensors.ts';
import type { Inspection, ModelFacts } from './model-facts.ts';
import { exportNeeds, needsOf } from './needs.ts';
import type { CheckpointPaths } from './plan-build.ts';
import { openWithBase, planBuild, tokenizerOf } from './plan-build.ts';
import { rebuilt } from './rebuilt.ts';
import { tokenizerKind } from './tokenizer-kind.ts';

export type { NamedId } from './architectures/architecture.ts';
export type { Inspection, ModelFacts } from './model-facts.ts';

/**
 * Looks at a checkpoint folder, a .gguf file, a graph that another program built, or a model folder, reading no weights but the norms of a difference and its base; `step` is the most tokens that
 * are run at once, for what it takes in memory. Throws InputError where it is none of these, or is damaged.
 */
export function inspectModel(paths: CheckpointPaths, step: number): Inspection {
  const { checkpoint: path } = paths;
  const exported = findExport(path);
  if (exported !== null) return inspectExport(exported, step);
  if (existsSync(join(path, MODEL_FILES.manifest))) {
    const built = readModelFolder(path);
    return built.manifest.adopted === undefined
      ? inspectModelFolder(built, step)
      : inspectExport({ folder: built.path, graph: built.graphPath }, step);
  }
  const gguf = ggufFile(path);
  return gguf === null ? inspectFolder(paths, step) : inspectGguf(gguf, paths, step);
}

function inspectExport(found: ExportedGraph, step: number): Inspection {
  const read = readExport(found);
  const { folder, graph, config, weights, shape, data } = read;
  const tokenizerFiles = readTokenizerFiles(folder);
  const bytes = totalBytes([graph, ...data]);
  const needs = exportNeeds(read, bytes, step);
  return {
    facts: {
      kind: 'onnx',
      architecture: config.modelType,
      obstacle: null,
      parameterCount: weights.parameterCount,
      dtypes: weights.dtypes,
      tokenizer: tokenizerKind(tokenizerFiles),
      contextLength: config.contextLength,
      vocabularySize: shape.vocabSize,
      bytes,
      needs: needs === null ? [] : [needs],
    },
    tokenizerFiles,
    promptEnd: null,
  };
}

function inspectModelFolder({ path, manifest, graphPath }: ModelFolder, step: number): Inspection {
  const weights = dataFiles(graphPath, readGraphContent(graphPath).locations);
  const tokenizerFiles = readTokenizerFiles(path);
  const config = readJson(join(path, MODEL_FILES.config));
  const model = orRefusal(() => rebuilt(config, manifest.parameterCount));
  return {
    facts: {
      kind: 'model-folder',
      architecture: manifest.modelType,
      obstacle: null,
      parameterCount: manifest.parameterCount,
      dtypes: [{ dtype: manifest.precision, values: manifest.parameterCount }],
      tokenizer: tokenizerKind(tokenizerFiles),
      contextLength: manifest.contextLength,
      vocabularySize: manifest.vocabSize,
      bytes: totalBytes([graphPath, ...weights]),
      needs:
        model === undefined || model instanceof InputError
          ? []
          : needsOf(model, step).filter(({ precision }) => precision === manifest.precision),
    },
    tokenizerFiles,
    promptEnd: null,
  };
}

function inspectFolder(paths: CheckpointPaths, step: number): Inspection {
  const checkpoint = openWithBase(paths);
  try {
    const { config, tensors, weightFiles, format } = checkpoint;
    const tied = z.object({ tie_word_embeddings: z.literal(true) }).safeParse(config).success;
    const isWeight = (name: string): boolean => !isBuffer(name) && !(tied && name === 'lm_head.weight');
    const tokenizerFiles = orRefusal(() => tokenizerOf(checkpoint));
    const planned = plannedFacts(() => checkpoint, step);
    return {
      facts: {
        kind: format,
        architecture: modelTypeOf(config),
        ...countTensors(tensors, isWeight),
        tokenizer: tokenizerKind(tokenizerFiles instanceof InputError ? [] : tokenizerFiles),
        contextLength: contextLengthOf(config),
        bytes: totalBytes(weightFiles),
        ...withTokenizer(planned.facts, tokenizerFiles),
      },
      tokenizerFiles,
      promptEnd: planned.promptEnd,
    };
  } finally {
    checkpoint.close();
  }
}

function inspectGguf(path: string, paths: CheckpointPaths, step: number): Inspection {
  const parts = openParts(path);
  let checkpoint: Checkpoint | undefined;
  try {
    const { metadata, tensors } = parts;
    const architecture = metadata.text('general.architecture') ?? null;
    const model = metadata.text('tokenizer.ggml.model');
    const pre = metadata.text('tokenizer.ggml.pre');
    const planned = plannedFacts(() => (checkpoint = openWithBase(paths)), step);
    const tokenizerFiles = orRefusal(() => (checkpoint === undefined ? [] : tokenizerOf(checkpoint)));
    return {
      facts: {
        kind: 'gguf',
        architecture,
        ...countTensors(tensors, (name) => !ROPE_TABLES.has(name)),
        tokenizer: model === undefined ? null : `${model} (${pre ?? 'none'})`,
        contextLength: metadata.number(`${architecture}.context_length`) ?? null,
        bytes: totalBytes(parts.paths),
        ...withTokenizer(planned.facts, tokenizerFiles),
      },
      tokenizerFiles,
      promptEnd: planned.promptEnd,
    };
  } finally {
    checkpoint?.close();
    parts.close();
  }
}

interface PlannedFacts extends Pick<Inspection, 'promptEnd'> {
  readonly facts: Pick<ModelFacts, 'obstacle' | 'vocabularySize' | 'needs'> & Partial<ModelFacts>;
}

/** What only a build knows, or why there can be none. */
function plannedFacts(open: () => Checkpoint, step: number): PlannedFacts {
  const planned = orRefusal(() => planBuild(open()));
  if (planned instanceof InputError)
    return { facts: { obstacle: planned.message, vocabularySize: null, needs: [] }, promptEnd: null };
  const { checkpoint, model, parameterCount } = planned;
  const trained = trainedTensors(model);
  const facts = {
    obstacle: null,
    ...countTensors(checkpoint.tensors, (name) => trained.has(name)),
    parameterCount,
    contextLength: model.contextLength,
    vocabularySize: model.vocabSize,
    needs: needsOf(model, step),
  };
  return { facts, promptEnd: model.promptEnd ?? [] };
}

/** A build is refused where the tokenizer can't be taken over, too. */
function withTokenizer(
  facts: PlannedFacts['facts'],
  files: Inspection['tokenizerFiles'],
): PlannedFacts['facts'] {
  return files instanceof InputError ? { ...facts, obstacle: facts.obstacle ?? files.message } : facts;
}

function orRefusal<Value>(work: () => Value): Value | InputError {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function totalBytes(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}
