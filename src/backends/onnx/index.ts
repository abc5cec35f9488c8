import { availableParallelism } from 'node:os';
import { InputError } from '../../errors.ts';
import type { Score, TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { type Decoder, type KeyValueCache, openDecoder } from './decoder.ts';
import type { GraphLayout } from './layout.ts';
import { prefill, scoreSuffix } from './score-suffix.ts';

export interface OnnxBackendOptions {
  /** The graph file; its external data lies beside it. */
  readonly file: string;
  readonly contextLength: number;
  /** How the graph's inputs and outputs are called and formed; as fiveshot builds them by default. */
  readonly layout?: GraphLayout | undefined;
  /** Sequences with more tokens than this share no keys and values with those that have fewer. */
  readonly lengthBorder?: number | undefined;
  /** Threads within an operator; all of the machine's by default. */
  readonly threads?: number | undefined;
}

/** Scores with ONNX Runtime on the processor. Throws InputError where the graph can't be loaded. */
export async function openOnnxBackend(options: OnnxBackendOptions): Promise<Backend> {
  const decoder = await openDecoder(options.file, options.threads ?? availableParallelism(), options.layout);
  const { contextLength, lengthBorder } = options;
  let closing: Promise<void> | undefined;
  return {
    name: 'onnx',
    contextLength,
    score: (group, signal) => scoreGroup(decoder, { contextLength, lengthBorder }, { group, signal }),
    close: () => (closing ??= decoder.close()),
  };
}

interface Work {
  readonly group: TokenGroup;
  readonly signal: AbortSignal;
}

/** Prefills the shared prefix with the first suffix that needs it, then scores each on top of its keys and values. */
async function* scoreGroup(
  decoder: Decoder,
  { contextLength, lengthBorder }: Pick<OnnxBackendOptions, 'contextLength' | 'lengthBorder'>,
  { group, signal }: Work,
): AsyncIterable<Score> {
  const { prefix, suffixes, kind } = group;
  const prefixes = new Map<boolean, KeyValueCache>();

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
    const finalLength = needed - 1;
    const isLong = finalLength > (lengthBorder ?? contextLength);
    const known = prefixes.get(isLong);
    const shared = known ?? (await prefillGroup(decoder, group, { finalLength, signal }));
    if (signal.aborted) return;
    if (decoder.hasCache) prefixes.set(isLong, shared);
    const scores = await attempt(() => scoreSuffix(decoder, suffix, shared, kind));
    const cost = {
      questionId,
      tokensComputed:
        suffix.ids.length +
        letterTokens.reduce((sum, count) => sum + count - 1, 0) +
        (known === undefined ? prefix.length : 0),
      tokensReused: known === undefined ? 0 : prefix.length,
      milliseconds: performance.now() - begin,
    };
    yield scores.ok
      ? { ...cost, status: 'scored', kind, ...scores.value }
      : { ...cost, status: 'failed', reason: scores.reason };
  }
}

async function prefillGroup(
  decoder: Decoder,
  { prefix, subject }: TokenGroup,
  { finalLength, signal }: { readonly finalLength: number; readonly signal: AbortSignal },
): Promise<KeyValueCache> {
  const filled = await attempt(() => prefill(decoder, prefix, { past: decoder.empty(finalLength), signal }));
  if (filled.ok) return filled.value;
  // Without its prefix no question of the group can be scored, now; that is no outcome of theirs.
  throw new InputError(
    `ONNX Runtime failed on the ${prefix.length} shared tokens of ${subject} (${filled.reason}): what was scored is kept; free memory and run the same command again.`,
  );
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
