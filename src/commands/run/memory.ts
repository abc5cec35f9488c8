import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { InputError } from '../../errors.ts';
import type { MemoryBound } from '../../machine/memory.ts';
import { type Manifest, type ModelFolder, TOKENIZER_FILES } from '../../model-folder.ts';
import { BYTES_PER_WEIGHT, type Precision, PRECISIONS } from '../../precision.ts';

type Shape = Pick<
  Manifest,
  'precision' | 'parameterCount' | 'layers' | 'kvHeads' | 'headDim' | 'prefixReuse'
>;

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
  // What a checkpoint would take in another precision is known once that is planned: this is less, if anything.
  const others = PRECISIONS.filter((name) => name !== manifest.precision).map((precision) => ({
    precision,
    bytes: manifest.parameterCount * BYTES_PER_WEIGHT[precision] + prompts,
  }));
  throw refusal({ bytes: weights + prompts, parts, others }, memory);
}

/** The same before a model is built, for its weights alone, in bytes by precision; one that is not among them is not checked. */
export function assertWeightsFit(
  precision: Precision,
  needs: readonly { readonly precision: string; readonly disk: number }[],
  memory: MemoryBound,
): void {
  const bytes = needs.find((one) => one.precision === precision)?.disk ?? 0;
  if (bytes <= memory.bytes) return;
  const others = needs.map((one) => ({ precision: one.precision, bytes: one.disk }));
  throw refusal({ bytes, parts: `its weights in ${precision}`, others }, memory);
}

interface Refused {
  readonly bytes: number;
  /** What needs them, for people. */
  readonly parts: string;
  /** Precisions and what they need, the most exact first. */
  readonly others: readonly { readonly precision: string; readonly bytes: number }[];
}

function refusal({ bytes, parts, others }: Refused, memory: MemoryBound): InputError {
  const there = memory.by === 'machine' ? 'this machine has' : 'this container may use';
  const fitting = others.find((other) => other.bytes <= memory.bytes);
  const wayOut =
    fitting === undefined
      ? 'no precision would fit; take a smaller model, or a machine with more memory'
      : `try --precision ${fitting.precision}, which needs at least ${gigabytes(fitting.bytes)}`;
  return new InputError(
    `The model needs at least ${gigabytes(bytes)} of memory (${parts}), and ${there} ${gigabytes(memory.bytes)}: ${wayOut}.`,
  );
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
