import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { InputError } from '../../errors.ts';
import type { MemoryBound } from '../../machine/memory.ts';
import { type Manifest, type ModelFolder, TOKENIZER_FILES } from '../../model-folder.ts';
import { PRECISIONS } from '../../precisions.ts';

/** What a model is asked to do. */
interface Load {
  /** Bytes of graph and weights. */
  readonly weights: number;
  /** Tokens of the longest prompt. */
  readonly longest: number;
}

type Shape = Pick<Manifest, 'parameterCount' | 'layers' | 'kvHeads' | 'headDim' | 'prefixReuse'> & {
  readonly precision: string;
};

/**
 * Refuses a model whose weights, caches and activations need more memory than there is, before any of it is loaded.
 * What is counted is the least that a run can do with: what Node.js, the data and the runtime's own buffers take comes on top.
 * Throws InputError with what is needed, what there is, and the most exact precision that would fit.
 */
export function assertFits(manifest: Shape, { weights, longest }: Load, memory: MemoryBound): void {
  const prompts = promptBytes(manifest, longest);
  const needed = weights + prompts;
  if (needed <= memory.bytes) return;
  const least = `The model needs at least ${gigabytes(needed)} of memory (${gigabytes(weights)} of weights in ${manifest.precision}, and ${gigabytes(prompts)} for prompts of up to ${longest} tokens)`;
  const there = `${memory.by === 'machine' ? 'this machine has' : 'this container may use'} ${gigabytes(memory.bytes)}`;
  throw new InputError(`${least}, and ${there}: ${wayOut(manifest, prompts, memory.bytes)}.`);
}

function wayOut({ precision, parameterCount }: Shape, prompts: number, available: number): string {
  for (const [name, { bytesPerWeight }] of Object.entries(PRECISIONS)) {
    const needed = parameterCount * bytesPerWeight + prompts;
    if (name !== precision && needed <= available) {
      return `use --precision ${name}, which needs ${gigabytes(needed)}`;
    }
  }
  return 'no precision would fit; take a smaller model, or a machine with more memory';
}

const FLOAT = 4;

/** Bytes that a prompt takes beside the weights. */
function promptBytes({ layers, kvHeads, headDim, prefixReuse }: Shape, tokens: number): number {
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

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;
}
