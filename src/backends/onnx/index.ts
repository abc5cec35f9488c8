import { InputError } from '../../errors.ts';
import { usableThreads } from '../../machine/threads.ts';
import type { Score, ScoreKind, Suffix, TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { type Decoder, type KeyValueCache, openDecoder } from './decoder.ts';
import type { GraphLayout } from './layout.ts';
import { packSuffixes, type Pack } from './pack.ts';
import { type LetterScores, prefill, scorePack, scoreSuffix } from './score-suffix.ts';

export interface OnnxBackendOptions {
  /** The graph file; its external data lies beside it. */
  readonly file: string;
  readonly contextLength: number;
  /** How the graph's inputs and outputs are called and formed; as fiveshot builds them by default. */
  readonly layout?: GraphLayout | undefined;
  /** Sequences with more tokens than this share no keys and values with those that have fewer. */
  readonly lengthBorder?: number | undefined;
  /** Threads within an operator; `usableThreads` by default. */
  readonly threads?: number | undefined;
}

/** Scores with ONNX Runtime on the processor. Throws InputError where the graph can't be loaded. */
export async function openOnnxBackend(options: OnnxBackendOptions): Promise<Backend> {
  const decoder = await openDecoder(options.file, options.threads ?? usableThreads().count, options.layout);
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

/**
 * Scores the questions of a group on top of the keys and values of its prefix, pack by pack. A border of lengths parts the
 * group in two, each with a prefix of its own.
 */
export async function* scoreGroup(
  decoder: Decoder,
  { contextLength, lengthBorder }: Pick<OnnxBackendOptions, 'contextLength' | 'lengthBorder'>,
  { group, signal }: Work,
): AsyncIterable<Score> {
  const lengthOf = (suffix: Suffix): number =>
    group.prefix.length + suffix.ids.length + Math.max(...suffix.letterIds.map((ids) => ids.length));
  const fitting = group.suffixes.filter((suffix) => lengthOf(suffix) <= contextLength);
  const border = (lengthBorder ?? contextLength) + 1;
  for (const suffix of group.suffixes) {
    if (!fitting.includes(suffix)) yield tooLong(suffix.questionId, lengthOf(suffix), contextLength);
  }
  for (const isLong of [false, true]) {
    const side = fitting.filter((suffix) => lengthOf(suffix) > border === isLong);
    if (side.length === 0 || signal.aborted) continue;
    const finalLength = Math.max(...side.map(lengthOf)) - 1;
    yield* scoreSide(decoder, { group: { ...group, suffixes: side }, finalLength, signal });
  }
}

function tooLong(questionId: string, needed: number, contextLength: number): Score {
  const reason = `The prompt and its letter have ${needed} tokens, more than the ${contextLength} of the context.`;
  return { questionId, status: 'failed', reason, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
}

interface Side extends Work {
  /** Tokens of the longest sequence of the group. */
  readonly finalLength: number;
}

async function* scoreSide(decoder: Decoder, { group, finalLength, signal }: Side): AsyncIterable<Score> {
  const { prefix, suffixes } = group;
  let begin = performance.now();
  let shared = await prefillGroup(decoder, group, { finalLength, signal });
  let isFirst = true;
  const packs = decoder.packs ? packSuffixes(suffixes) : suffixes.map((suffix) => [suffix]);
  for (const pack of packs) {
    if (signal.aborted) return;
    // A graph without a cache computes the prefix again for each question.
    if (!decoder.hasCache && !isFirst) shared = await prefillGroup(decoder, group, { finalLength, signal });
    const outcomes = await scoreTogether(decoder, { pack, shared, kind: group.kind });
    const elapsed = performance.now() - begin;
    begin = performance.now();
    const tokens = pack.map(computedTokens);
    const all = tokens.reduce((sum, count) => sum + count, 0);
    for (const [index, { questionId }] of pack.entries()) {
      const computed = tokens[index] ?? 0;
      const withPrefix = isFirst || !decoder.hasCache;
      const cost = {
        questionId,
        tokensComputed: computed + (withPrefix ? prefix.length : 0),
        tokensReused: withPrefix ? 0 : prefix.length,
        milliseconds: (elapsed * computed) / all,
      };
      isFirst = false;
      yield { ...cost, ...(outcomes[index] ?? { status: 'failed', reason: 'it was not scored' }) };
    }
  }
}

function computedTokens({ ids, letterIds }: Suffix): number {
  return ids.length + letterIds.reduce((sum, own) => sum + own.length - 1, 0);
}

type Outcome =
  | {
      readonly status: 'scored';
      readonly kind: ScoreKind;
      readonly scores: readonly number[];
      readonly letterMass: number | null;
    }
  | { readonly status: 'failed'; readonly reason: string };

interface PackWork {
  readonly pack: Pack;
  readonly shared: KeyValueCache;
  readonly kind: ScoreKind;
}

/** The outcomes of a pack; where the runtime fails on it, those of its questions one by one. */
async function scoreTogether(
  decoder: Decoder,
  { pack, shared, kind }: PackWork,
): Promise<readonly Outcome[]> {
  if (pack.length > 1) {
    const together = await attempt(() => scorePack(decoder, pack, shared, kind));
    if (together.ok) return together.value.map((scores) => scored(scores, kind));
  }
  const outcomes: Outcome[] = [];
  for (const suffix of pack) {
    const alone = await attempt(() => scoreSuffix(decoder, suffix, shared, kind));
    outcomes.push(alone.ok ? scored(alone.value, kind) : { status: 'failed', reason: alone.reason });
  }
  return outcomes;
}

function scored({ scores, letterMass }: LetterScores, kind: ScoreKind): Outcome {
  return { status: 'scored', kind, scores, letterMass };
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
