import { availableParallelism } from 'node:os';
import type { Score, Suffix, TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { type Decoder, type KeyValueCache, openDecoder } from './decoder.ts';
import { logitOf, logSumExp } from './letter-logits.ts';

/**
 * Tokens run through the graph at once. Attention holds [heads x tokens x all tokens] scores, so a bound keeps
 * memory flat for long prompts; 512 rows are enough for the matrix products to reach their full rate.
 */
const CHUNK = 512;

export interface OnnxBackendOptions {
  /** The graph file; its external data lies beside it. */
  readonly file: string;
  readonly contextLength: number;
  /** Threads within an operator; all of the machine's by default. */
  readonly threads?: number;
}

/** Scores with ONNX Runtime on the processor. Throws InputError where the graph can't be loaded. */
export async function openOnnxBackend(options: OnnxBackendOptions): Promise<Backend> {
  const decoder = await openDecoder(options.file, options.threads ?? availableParallelism());
  return {
    name: 'onnx',
    contextLength: options.contextLength,
    score: (group, signal) => scoreGroup(decoder, group, signal),
    close: () => decoder.close(),
  };
}

/** Prefills the shared prefix once, then scores each suffix on top of its keys and values. */
async function* scoreGroup(decoder: Decoder, group: TokenGroup, signal: AbortSignal): AsyncIterable<Score> {
  const started = performance.now();
  const shared = await attempt(() => extendInChunks(decoder, group.prefix, decoder.empty, signal));
  const prefillMilliseconds = performance.now() - started;

  for (const [index, suffix] of group.suffixes.entries()) {
    if (signal.aborted) return;
    const begin = performance.now();
    const scores = shared.ok
      ? await attempt(() => scoreSuffix(decoder, suffix, shared.value, group))
      : shared;
    const first = index === 0;
    const cost = {
      questionId: suffix.questionId,
      tokensComputed: suffixTokens(suffix) + (first ? group.prefix.length : 0),
      tokensReused: first ? 0 : group.prefix.length,
      milliseconds: performance.now() - begin + (first ? prefillMilliseconds : 0),
    };
    yield scores.ok
      ? { ...cost, status: 'scored', kind: group.kind, ...scores.value }
      : { ...cost, status: 'failed', reason: scores.reason };
  }
}

interface LetterScores {
  readonly scores: readonly number[];
  readonly letterMass: number;
}

async function scoreSuffix(
  decoder: Decoder,
  suffix: Suffix,
  shared: KeyValueCache,
  group: TokenGroup,
): Promise<LetterScores> {
  const oneToken = suffix.letterIds.every((ids) => ids.length === 1);
  const split = oneToken ? lastChunkStart(suffix.ids.length) : suffix.ids.length - 1;
  const past = await extendInChunks(decoder, suffix.ids.slice(0, split), shared);
  const rest = suffix.ids.slice(split);
  const logits = await decoder.lastLogits(rest, past);
  const norm = logSumExp(logits);
  const firsts = suffix.letterIds.map(([id = -1]) => logitOf(logits, id));
  const letterMass = [...new Set(suffix.letterIds.map(([id = -1]) => id))].reduce(
    (sum, id) => sum + Math.exp(logitOf(logits, id) - norm),
    0,
  );
  if (group.kind === 'logit') return { scores: firsts, letterMass };

  const logProbabilities = firsts.map((logit) => logit - norm);
  if (oneToken) return { scores: logProbabilities, letterMass };
  const prompt = await decoder.extend(rest, past);
  const scores: number[] = [];
  for (const [letter, ids] of suffix.letterIds.entries()) {
    scores.push((logProbabilities[letter] ?? Number.NaN) + (await laterLogProbability(decoder, ids, prompt)));
  }
  return { scores, letterMass };
}

/** Summed log-probability of a letter's second and later tokens, each given those before it. */
async function laterLogProbability(
  decoder: Decoder,
  ids: readonly number[],
  prompt: KeyValueCache,
): Promise<number> {
  let past = prompt;
  let sum = 0;
  for (const [index, id] of ids.entries()) {
    const next = ids[index + 1];
    if (next === undefined) break;
    const logits = await decoder.lastLogits([id], past);
    sum += logitOf(logits, next) - logSumExp(logits);
    past = await decoder.extend([id], past);
  }
  return sum;
}

async function extendInChunks(
  decoder: Decoder,
  ids: readonly number[],
  past: KeyValueCache,
  signal?: AbortSignal,
): Promise<KeyValueCache> {
  let cache = past;
  for (let start = 0; start < ids.length; start += CHUNK) {
    if (signal?.aborted === true) break;
    cache = await decoder.extend(ids.slice(start, start + CHUNK), cache);
  }
  return cache;
}

/** Where the last chunk of a sequence begins: the part that is run for its logits. */
function lastChunkStart(length: number): number {
  return Math.max(0, Math.ceil(length / CHUNK) - 1) * CHUNK;
}

/** Tokens run for a suffix, those of letters of several tokens included. */
function suffixTokens(suffix: Suffix): number {
  return suffix.ids.length + suffix.letterIds.reduce((sum, ids) => sum + ids.length - 1, 0);
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** A fault of the runtime on one question is that question's outcome, not the end of the run. */
async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
