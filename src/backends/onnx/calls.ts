import type { TokenGroup } from '../../records.ts';
import type { Decoder } from './decoder.ts';
import { scoreGroups } from './score-groups.ts';

/** One call of a graph while a group is scored. */
export interface GraphCall {
  /** Whether it fills a cache that others go on from, or gives the logits of questions. */
  readonly kind: 'fill' | 'score';
  /** Tokens that it computes. */
  readonly rows: number;
  /** Tokens in the cache before them. */
  readonly past: number;
  /** Questions whose logits it gives. */
  readonly questions: number;
}

/** What decides how a graph is called. */
export interface CallSettings {
  readonly contextLength: number;
  readonly lengthBorder?: number | undefined;
  readonly hasCache: boolean;
  readonly packs: boolean;
}

/** What scoring some groups takes. */
export interface GroupCalls {
  readonly calls: readonly GraphCall[];
  readonly tokensComputed: number;
}

/** Letters are logits of an index; what it is costs nothing. */
const LOGITS = new Float32Array(1);

/** The calls by which groups would be scored, told by the code that scores them, on a decoder that only takes notes. */
export async function callsOf(groups: readonly TokenGroup[], settings: CallSettings): Promise<GroupCalls> {
  const calls: GraphCall[] = [];
  const anyLetters = groups.map((group) => ({
    ...group,
    suffixes: group.suffixes.map((suffix) => ({
      ...suffix,
      letterIds: suffix.letterIds.map((ids) => ids.map(() => 0)),
    })),
  }));
  const work = { groups: anyLetters, signal: new AbortController().signal };
  let tokensComputed = 0;
  for await (const score of scoreGroups(notingDecoder(settings, calls), settings, work))
    tokensComputed += score.tokensComputed;
  return { calls, tokensComputed };
}

function notingDecoder({ hasCache, packs }: CallSettings, calls: GraphCall[]): Decoder {
  const note = (kind: GraphCall['kind'], rows: number, past: number, questions: number): void =>
    void calls.push(
      hasCache ? { kind, rows, past, questions } : { kind, rows: past + rows, past: 0, questions },
    );
  return {
    hasCache,
    packs,
    empty: (finalLength) => ({ ids: [], tensors: {}, finalLength }),
    extend(ids, past) {
      if (hasCache) note('fill', ids.length, past.ids.length, 0);
      return Promise.resolve({ ...past, ids: [...past.ids, ...ids] });
    },
    cut: (cache, length) => ({ ...cache, ids: cache.ids.slice(0, length) }),
    lastLogits(ids, past) {
      note('score', ids.length, past.ids.length, 1);
      return Promise.resolve(LOGITS);
    },
    packLogits(sequences, past) {
      note('score', sequences.flat().length, past.ids.length, sequences.length);
      return Promise.resolve(sequences.map(() => LOGITS));
    },
    close: () => Promise.resolve(),
  };
}
