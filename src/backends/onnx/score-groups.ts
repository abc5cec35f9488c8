import type { Score, ScoreKind, Suffix, TokenGroup } from '../../records.ts';
import { attempt } from './attempt.ts';
import type { Decoder } from './decoder.ts';
import { packSuffixes, type Pack } from './pack.ts';
import { type PrefixCache, prefixCache } from './prefix-cache.ts';
import { type LetterScores, scorePack, scoreSuffix } from './score-suffix.ts';

/** What bounds the sequences of a model. */
interface Lengths {
  readonly contextLength: number;
  /** Sequences with more tokens than this share no keys and values with those that have fewer. */
  readonly lengthBorder?: number | undefined;
}

interface Work {
  readonly groups: readonly TokenGroup[];
  readonly signal: AbortSignal;
}

/**
 * Scores the questions of groups on top of the keys and values of their prefixes, pack by pack. A border of lengths parts
 * the groups in two sides, each with caches of its own.
 */
export async function* scoreGroups(
  decoder: Decoder,
  { contextLength, lengthBorder }: Lengths,
  { groups, signal }: Work,
): AsyncIterable<Score> {
  const fits = (length: number): boolean => length <= contextLength;
  for (const group of onlyOf(groups, (length) => !fits(length))) {
    for (const suffix of group.suffixes.filter(isHeard))
      yield tooLong(suffix, lengthOf(group, suffix), contextLength);
  }
  const border = (lengthBorder ?? contextLength) + 1;
  for (const isLong of [false, true]) {
    const side = onlyOf(groups, (length) => fits(length) && length > border === isLong);
    if (side.length > 0) yield* scoreSide(decoder, { groups: side, signal });
  }
}

/** Tokens of a question's prompt and its longest letter. */
function lengthOf({ prefix }: TokenGroup, { ids, letterIds }: Suffix): number {
  return prefix.length + ids.length + Math.max(...letterIds.map((own) => own.length));
}

/** Groups with those of their questions that have such a length; none without one that is heard. */
function onlyOf(groups: readonly TokenGroup[], isAsked: (length: number) => boolean): readonly TokenGroup[] {
  return groups
    .map((group) => ({
      ...group,
      suffixes: group.suffixes.filter((suffix) => isAsked(lengthOf(group, suffix))),
    }))
    .filter(({ suffixes }) => suffixes.some(isHeard));
}

function isHeard({ silent }: Suffix): boolean {
  return silent !== true;
}

function tooLong({ questionId }: Suffix, needed: number, contextLength: number): Score {
  const reason = `The prompt and its letter have ${needed} tokens, more than the ${contextLength} of the context.`;
  return { questionId, status: 'failed', reason, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
}

async function* scoreSide(decoder: Decoder, { groups, signal }: Work): AsyncIterable<Score> {
  const lengths = groups.flatMap((group) => group.suffixes.map((suffix) => lengthOf(group, suffix)));
  const cache = prefixCache(decoder, Math.max(...lengths) - 1);
  let begin = performance.now();
  for (const group of groups) {
    if (signal.aborted) return;
    const shared = await cache.moveTo(group, signal);
    const packs = decoder.packs ? packSuffixes(group.suffixes) : group.suffixes.map((suffix) => [suffix]);
    let fresh = group.prefix.length - shared;
    for (const pack of packs.filter((one) => one.some(isHeard))) {
      if (signal.aborted) return;
      const outcomes = await scoreTogether(decoder, { pack, cache, kind: group.kind });
      const elapsed = performance.now() - begin;
      begin = performance.now();
      const heard = pack.filter(isHeard);
      const all = tokensOf(heard);
      let beside = tokensOf(pack) - all;
      for (const suffix of heard) {
        const own = ownTokens(suffix);
        // A graph without a cache computes the prefix for each question.
        const ofPrefix = decoder.hasCache ? fresh : group.prefix.length;
        const cost = {
          questionId: suffix.questionId,
          tokensComputed: own + ofPrefix + beside,
          tokensReused: group.prefix.length - ofPrefix,
          milliseconds: (elapsed * own) / all,
        };
        fresh = 0;
        beside = 0;
        yield { ...cost, ...(outcomes.get(suffix) ?? { status: 'failed', reason: 'it was not scored' }) };
      }
    }
  }
}

function tokensOf(suffixes: readonly Suffix[]): number {
  return suffixes.reduce((sum, suffix) => sum + ownTokens(suffix), 0);
}

function ownTokens({ ids, letterIds }: Suffix): number {
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
  readonly cache: PrefixCache;
  readonly kind: ScoreKind;
}

/** The outcomes of a pack; where the runtime fails on it, those of its questions that are heard, one by one. */
async function scoreTogether(
  decoder: Decoder,
  { pack, cache, kind }: PackWork,
): Promise<ReadonlyMap<Suffix, Outcome>> {
  if (pack.length > 1) {
    const together = await attempt(() => scorePack(decoder, pack, cache.current, kind));
    if (together.ok)
      return new Map([...together.value].map(([suffix, scores]) => [suffix, scored(scores, kind)]));
  }
  const outcomes = new Map<Suffix, Outcome>();
  for (const suffix of pack.filter(isHeard)) {
    const alone = await attempt(() => scoreSuffix(decoder, suffix, cache.current, kind));
    outcomes.set(suffix, alone.ok ? scored(alone.value, kind) : { status: 'failed', reason: alone.reason });
  }
  return outcomes;
}

function scored({ scores, letterMass }: LetterScores, kind: ScoreKind): Outcome {
  return { status: 'scored', kind, scores, letterMass };
}
