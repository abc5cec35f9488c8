import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Decoder, KeyValueCache } from '../../../src/backends/onnx/decoder.ts';
import { scoreGroups } from '../../../src/backends/onnx/score-groups.ts';
import { CHUNK } from '../../../src/backends/onnx/score-suffix.ts';
import { InputError } from '../../../src/errors.ts';
import { planGroups, type PlannedPrompt } from '../../../src/engine/plan.ts';
import type { Score, TokenGroup } from '../../../src/records.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Watched {
  readonly decoder: Decoder;
  /** Tokens of each run that made a cache. */
  readonly runs: number[];
  /** The most caches that were alive when a cache was about to be made or made. */
  readonly mostAlive: () => number;
}

/** A decoder without a model that knows which of its caches are still held. */
function watchedDecoder(fails = false): Watched {
  const made: WeakRef<KeyValueCache>[] = [];
  const runs: number[] = [];
  let mostAlive = 0;
  const count = async (): Promise<void> => {
    // What a weak reference was made of, or gave, stays alive until the turn of the event loop ends.
    await setImmediate();
    collectGarbage();
    mostAlive = Math.max(mostAlive, made.filter((one) => one.deref() !== undefined).length);
  };
  const make = (ids: readonly number[]): KeyValueCache => {
    const cache = { ids, tensors: {}, finalLength: 0 };
    made.push(new WeakRef(cache));
    return cache;
  };
  const logits = Float32Array.of(1, 2, 3, 4);
  const decoder: Decoder = {
    hasCache: true,
    packs: true,
    empty: () => make([]),
    async extend(ids, past) {
      if (fails) throw new Error('out of memory');
      runs.push(ids.length);
      const cache = make([...past.ids, ...ids]);
      await count();
      return cache;
    },
    cut: (cache, length) => (length === cache.ids.length ? cache : make(cache.ids.slice(0, length))),
    async lastLogits() {
      await count();
      return logits;
    },
    async packLogits(sequences) {
      await count();
      return sequences.map(() => logits);
    },
    close: async () => {},
  };
  return { decoder, runs, mostAlive: () => mostAlive };
}

async function scoresOf(decoder: Decoder, groups: readonly TokenGroup[]): Promise<Score[]> {
  const scores: Score[] = [];
  const work = { groups, signal: new AbortController().signal };
  for await (const score of scoreGroups(decoder, { contextLength: 10_000 }, work)) scores.push(score);
  return scores;
}

/** A prompt of words of forty tokens each. */
function prompt(index: number, words: readonly number[]): PlannedPrompt {
  const ids = words.flatMap((word) => Array.from({ length: 40 }, (_, place) => 1000 * word + place));
  return { questionId: `mmlu/birds/test/${index}`, ids: [...ids, index], letterIds: [[0], [1], [2], [3]] };
}

function planned(prompts: readonly PlannedPrompt[]): readonly TokenGroup[] {
  return planGroups(prompts, { subject: 'mmlu/birds/test', kind: 'logit', reuse: true });
}

describe('the cache of prefixes', () => {
  it('is one, and one in the making, however deep and wide the tree is', async () => {
    // Every way to go left or right six times: a tree of seven levels, with prefixes longer than a chunk.
    const trunk = Array.from({ length: 30 }, (_, index) => 100 + index);
    const prompts = Array.from({ length: 128 }, (_, index) =>
      prompt(index, [...trunk, ...Array.from({ length: 6 }, (__, level) => (index >> (level + 1)) & 1)]),
    );
    const { decoder, runs, mostAlive } = watchedDecoder();
    const groups = planned(prompts);
    const scores = await scoresOf(decoder, groups);
    expect(new Set(scores.map(({ questionId }) => questionId)).size).toBe(prompts.length);
    expect(mostAlive()).toBe(2);
    // The trunk, and 2 + 4 + ... + 64 edges of 40 tokens, whose runs meet where a walk has no question to score between.
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(30 * 40 + 126 * 40);
    expect(runs.length).toBe(64 + Math.ceil((36 * 40) / CHUNK) - 1);
  });

  it('runs the decoder once for one prefix of all questions', async () => {
    const { decoder, runs } = watchedDecoder();
    await scoresOf(decoder, planned([1, 2, 3].map((index) => prompt(index, [1, 2]))));
    expect(runs).toEqual([80]);
  });

  it('never runs one token alone', async () => {
    const suffixes = [{ questionId: 'mmlu/birds/test/1', ids: [5], letterIds: [[0], [1]] }];
    const at = (length: number): TokenGroup => ({
      subject: 'mmlu/birds/test',
      kind: 'logit',
      prefix: Array.from({ length }, (_, place) => 7 * place),
      suffixes,
    });
    const { decoder, runs } = watchedDecoder();
    const scores = await scoresOf(decoder, [at(30), at(31), at(CHUNK + 32), at(2 * CHUNK + 33)]);
    expect(runs).toEqual([30, 2, CHUNK - 1, 2, CHUNK - 1, 2]);
    expect(scores.map(({ tokensReused }) => tokensReused)).toEqual([0, 29, 31, CHUNK + 32]);
  });

  it('says so where the runtime fails on a prefix, and ends nothing as failed', async () => {
    const groups = planned([1, 2].map((index) => prompt(index, [1, 2])));
    const scored = scoresOf(watchedDecoder(true).decoder, groups);
    await expect(scored).rejects.toThrow(InputError);
    await expect(scored).rejects.toThrow(/80 shared tokens of mmlu\/birds\/test \(out of memory\)/);
  });
});
