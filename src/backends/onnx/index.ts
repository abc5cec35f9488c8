import { availableParallelism } from 'node:os';
import { InputError } from '../../errors.ts';
import type { Score, TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { type Decoder, openDecoder } from './decoder.ts';
import type { GraphLayout } from './layout.ts';
import { prefill, scoreSuffix } from './score-suffix.ts';

export interface OnnxBackendOptions {
  /** The graph file; its external data lies beside it. */
  readonly file: string;
  readonly contextLength: number;
  /** How the graph's inputs and outputs are called and formed; as fiveshot builds them by default. */
  readonly layout?: GraphLayout | undefined;
  /** Threads within an operator; all of the machine's by default. */
  readonly threads?: number | undefined;
}

/** Scores with ONNX Runtime on the processor. Throws InputError where the graph can't be loaded. */
export async function openOnnxBackend(options: OnnxBackendOptions): Promise<Backend> {
  const decoder = await openDecoder(options.file, options.threads ?? availableParallelism(), options.layout);
  const { contextLength } = options;
  let closing: Promise<void> | undefined;
  return {
    name: 'onnx',
    contextLength,
    score: (group, signal) => scoreGroup(decoder, contextLength, { group, signal }),
    close: () => (closing ??= decoder.close()),
  };
}

interface Work {
  readonly group: TokenGroup;
  readonly signal: AbortSignal;
}

/** Prefills the shared prefix once, then scores each suffix on top of its keys and values. */
async function* scoreGroup(
  decoder: Decoder,
  contextLength: number,
  { group, signal }: Work,
): AsyncIterable<Score> {
  const { prefix, suffixes, kind } = group;
  const started = performance.now();
  const prefilled = await attempt(() => prefill(decoder, prefix, { past: decoder.empty, signal }));
  // Without its prefix no question of the group can be scored, now; that is no outcome of theirs.
  if (!prefilled.ok) {
    throw new InputError(
      `ONNX Runtime failed on the ${prefix.length} shared tokens of ${group.subject} (${prefilled.reason}): what was scored is kept; free memory and run the same command again.`,
    );
  }
  let uncounted = { tokens: prefix.length, milliseconds: performance.now() - started };

  for (const suffix of suffixes) {
    if (signal.aborted) return;
    const { questionId } = suffix;
    const letterTokens = suffix.letterIds.map((ids) => ids.length);
    const needed = prefix.length + suffix.ids.length + Math.max(...letterTokens);
    if (needed > contextLength) {
      const reason = `The prompt and its letter have ${needed} tokens, more than the ${contextLength} of the context.`;
      yield { questionId, status: 'failed', reason, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
      continue;
    }
    const begin = performance.now();
    const scores = await attempt(() => scoreSuffix(decoder, suffix, prefilled.value, kind));
    const cost = {
      questionId,
      tokensComputed:
        suffix.ids.length + letterTokens.reduce((sum, count) => sum + count - 1, 0) + uncounted.tokens,
      tokensReused: prefix.length - uncounted.tokens,
      milliseconds: performance.now() - begin + uncounted.milliseconds,
    };
    uncounted = { tokens: decoder.hasCache ? 0 : prefix.length, milliseconds: 0 };
    yield scores.ok
      ? { ...cost, status: 'scored', kind, ...scores.value }
      : { ...cost, status: 'failed', reason: scores.reason };
  }
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
