import { InputError } from '../errors.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import { architectureOf } from './architectures/index.ts';
import type { Checkpoint, TokenizerFile } from './checkpoint/checkpoint.ts';
import { openCheckpoint } from './checkpoint/index.ts';
import { withBase } from './checkpoint/with-base.ts';
import { withoutPrefix } from './checkpoint/without-prefix.ts';
import { checkGraph } from './graph/check.ts';
import { matchTensors, trainedTensors } from './match-tensors.ts';

/** What a build needs to know before it writes anything; no weight has been read for it. */
export interface PlannedBuild {
  /** With the tensor names of the architecture. */
  readonly checkpoint: Checkpoint;
  readonly model: DecoderModel;
  readonly modelType: string;
  /** Trained values, each once. */
  readonly parameterCount: number;
}

/** Where a build finds its weights. */
export interface CheckpointPaths {
  /** A checkpoint folder or a .gguf file. */
  readonly checkpoint: string;
  /** What the checkpoint is only the difference to. */
  readonly base?: string | undefined;
}

/** Opens a checkpoint, with its base where it is a difference. Throws InputError where one of them can't be read. */
export function openWithBase({ checkpoint: path, base }: CheckpointPaths): Checkpoint {
  const opened: Checkpoint[] = [];
  const open = (one: string): Checkpoint => {
    const checkpoint = openCheckpoint(one);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const checkpoint = open(path);
    return base === undefined ? checkpoint : withBase(checkpoint, open(base));
  } catch (error) {
    for (const checkpoint of opened) checkpoint.close();
    throw error;
  }
}

/** The graph of a checkpoint, with each of its tensors found there. Throws InputError where it can't be built. */
export function planBuild(opened: Checkpoint): PlannedBuild {
  const architecture = architectureOf(opened.config);
  const { optionalPrefix: prefix, modelType } = architecture;
  const checkpoint = prefix === undefined ? opened : withoutPrefix(opened, prefix);
  const model = architecture.build(checkpoint.config, (name) => checkpoint.tensors.has(name));
  const parameterCount = matchTensors(model, checkpoint);
  for (const name of trainedTensors(model).keys()) checkpoint.assertReadable(name);
  checkGraph(model.graph);
  return { checkpoint, model, modelType, parameterCount };
}

/** The files of the tokenizer that a model is built with. Throws InputError where there is none, or it can't be taken over. */
export function tokenizerOf(checkpoint: Checkpoint): readonly TokenizerFile[] {
  const files = checkpoint.tokenizerFiles();
  if (files.length > 0) return files;
  throw new InputError(
    checkpoint.format === 'gguf'
      ? 'The GGUF file has no tokenizer; build from the safetensors checkpoint'
      : "The checkpoint has no tokenizer: put the model's tokenizer files (tokenizer.json or tokenizer.model) beside the weights",
  );
}
