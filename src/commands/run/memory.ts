import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { InputError } from '../../errors.ts';
import type { MemoryBound } from '../../machine/memory.ts';
import { type Manifest, type ModelFolder, TOKENIZER_FILES } from '../../model-folder.ts';
import { BYTES_PER_WEIGHT, PRECISIONS } from '../../precision.ts';

/** The part of a model that decides what its weights take. */
interface Weights {
  readonly precision: string;
  readonly parameterCount: number;
}

type Shape = Weights & Pick<Manifest, 'layers' | 'kvHeads' | 'headDim' | 'prefixReuse'>;

/** What a model is asked to do. */
interface Load {
  /** Bytes of graph and weights. */
  readonly weights: number;
  /** Tokens of the longest prompt. */
  readonly longest: number;
}

/**
 * Refuses a model whose weights, caches and activations need more memory than there is, before any of it is loaded.
 * What is counted is the least that a run can do with: what Node.js, the data and the runtime's own buffers take comes on top.
 * Throws InputError with what is needed, what there is, and the most exact precision that would fit.
 */
export function assertFits(manifest: Shape, { weights, longest }: Load, memory: MemoryBound): void {
  const prompts = promptBytes(manifest, longest);
  if (weights + prompts <= memory.bytes) return;
  const parts = `${gigabytes(weights)} of weights in ${manifest.precision}, and ${gigabytes(prompts)} for prompts of up to ${longest} tokens`;
  throw refusal(manifest, { weights, prompts, parts }, memory);
}

/** The same before a model is built, for its weights alone; a precision that is not in the list is not checked. */
export function assertWeightsFit(model: Weights, memory: MemoryBound): void {
  const precision = PRECISIONS.find((name) => name === model.precision);
  const weights = precision === undefined ? 0 : model.parameterCount * BYTES_PER_WEIGHT[precision];
  if (weights <= memory.bytes) return;
  throw refusal(model, { weights, prompts: 0, parts: `its weights in ${model.precision}` }, memory);
}

interface Needs {
  readonly weights: number;
  readonly prompts: number;
  /** What needs it, for people. */
  readonly parts: string;
}

function refusal(model: Weights, { weights, prompts, parts }: Needs, { bytes, by }: MemoryBound): InputError {
  const there = by === 'machine' ? 'this machine has' : 'this container may use';
  return new InputError(
    `The model needs at least ${gigabytes(weights + prompts)} of memory (${parts}), and ${there} ${gigabytes(bytes)}: ${wayOut(model, prompts, bytes)}.`,
  );
}

function wayOut({ precision, parameterCount }: Weights, prompts: number, available: number): string {
  for (const name of PRECISIONS) {
    const needed = parameterCount * BYTES_PER_WEIGHT[name] + prompts;
    if (name !== precision && needed <= available) {
      return `use --precision ${name}, which needs at least ${gigabytes(needed)}`;
    }
  }
  return 'no precision would fit; take a smaller model, or a machine with more memory';
}

const FLOAT = 4;

/** Bytes that a prompt takes beside the weights. */
export function promptBytes({ layers, kvHeads, headDim, prefixReuse }: Shape, tokens: number): number {
  const cache = (length: number): number => 2 * layers * kvHeads * headDim * length * FLOAT;
  const chunk = Math.min(CHUNK, tokens);
  // One layer's scores of the tokens that run through it at once.
  const attention = kvHeads * chunk * tokens * FLOAT;
  // A cache is read while the one that is longer by a chunk is written; a graph without reuse keeps none.
  return attention + (prefixReuse ? cache(tokens) + cache(tokens - chunk) : 0);
}

/** Bytes of a model folder's graph and weights: what it holds less tokenizer and config. */
export function weightBytes({ path, manifest, configPath }: ModelFolder): number {
  return Object.keys(manifest.files)
    .filter((name) => !TOKENIZER_FILES.some((one) => one === name) && join(path, name) !== configPath)
    .reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;
}
