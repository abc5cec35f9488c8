import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import { scoringOnly } from '../../src/engine/plan.ts';
import type { Score, ScoredScore, ScoreKind, Suffix, TokenGroup } from '../../src/records.ts';

/** What the suite needs to know of a backend under test. */
export interface BackendUnderTest {
  readonly backend: Backend;
  /** Every id below this one is a token of the model. */
  readonly vocabularySize: number;
  /** How far scores may lie apart that should be equal: 0 for exact arithmetic. */
  readonly tolerance: number;
  /** True where questions of a group run together: what is computed is said, although nobody waits for it any more. */
  readonly packs?: boolean;
  /** False where each prompt is computed as a whole. */
  readonly sharesPrefixes?: boolean;
}

const LETTERS = [[3], [4], [5], [6]];

/**
 * What every backend must do, whatever the model behind it. Call it in a test file with a function that opens a
 * backend; it is opened once and closed at the end. Needs a context length of 40 tokens or more.
 */
export function backendContract(name: string, open: () => Promise<BackendUnderTest>): void {
  describe(`${name} keeps the contract of a backend`, () => {
    let under: BackendUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.backend.close());

    /** Token ids that differ with the seed and from place to place. */
    function tokens(length: number, seed: number): number[] {
      const usable = Math.min(under.vocabularySize, 50_000) - 3;
      return Array.from(
        { length },
        (_, place) => 3 + ((seed * 131 + place * 17 + place * place * seed) % usable),
      );
    }

    async function collect(
      asked: TokenGroup | readonly TokenGroup[],
      signal = new AbortController().signal,
    ): Promise<Score[]> {
      const scores: Score[] = [];
      for await (const score of under.backend.score([asked].flat(), signal)) scores.push(score);
      return scores;
    }

    /** Three levels of prefixes, with two questions after each: the root, a branch of it, a branch of that, another of the root. */
    function tree(): TokenGroup[] {
      const [root, branch, leaf, other] = [7, 5, 4, 6].map((length, index) => tokens(length, 60 + index));
      return [[root], [root, branch], [root, branch, leaf], [root, other]].map((edges, index) =>
        group(
          edges.flatMap((edge = []) => edge),
          [2, 3].map((length) => suffix(10 * index + length, tokens(length, 70 + 10 * index + length))),
        ),
      );
    }

    function expectClose(actual: readonly number[], expected: readonly number[]): void {
      expect(actual).toHaveLength(expected.length);
      for (const [index, value] of actual.entries()) {
        expect(Math.abs(value - (expected[index] ?? Number.NaN))).toBeLessThanOrEqual(under.tolerance);
      }
    }

    it('gives one score for each suffix, in their order, one finite number for each letter', async () => {
      const suffixes = [4, 1, 7, 2].map((length, index) => suffix(index, tokens(length, index + 1)));
      const scores = scoredOnly(await collect(group(tokens(9, 50), suffixes)));
      expect(scores.map(({ questionId }) => questionId)).toEqual(
        suffixes.map(({ questionId }) => questionId),
      );
      for (const { scores: numbers, kind } of scores) {
        expect(kind).toBe('logit');
        expect(numbers).toHaveLength(4);
        expect(numbers.every(Number.isFinite)).toBe(true);
      }
    });

    it('gives a letter its score wherever it stands in the list', async () => {
      const ids = tokens(6, 8);
      const [forward, backward] = scoredOnly(
        await collect(group([], [suffix(0, ids), suffix(1, ids, LETTERS.toReversed())])),
      );
      expectClose(backward?.scores ?? [], forward?.scores.toReversed() ?? []);
      expect(new Set(forward?.scores).size).toBeGreaterThan(1);
    });

    it('gives the same scores wherever prefix and suffix part', async () => {
      const whole = tokens(12, 3);
      const [alone] = scoredOnly(await collect(group([], [suffix(0, whole)])));
      for (const cut of [1, 6, 11]) {
        const [parted] = scoredOnly(await collect(group(whole.slice(0, cut), [suffix(0, whole.slice(cut))])));
        expectClose(parted?.scores ?? [], alone?.scores ?? []);
      }
    });

    it('keeps the questions of a group apart', async () => {
      const prefix = tokens(7, 20);
      const suffixes = [3, 5, 3, 1].map((length, index) => suffix(index, tokens(length, 30 + index)));
      const together = scoredOnly(await collect(group(prefix, suffixes)));
      for (const [index, one] of suffixes.entries()) {
        const [alone] = scoredOnly(await collect(group(prefix, [one])));
        expectClose(together[index]?.scores ?? [], alone?.scores ?? []);
      }
    });

    it('counts each token as often as it is computed: a prefix with the first question, then reused where it can be', async () => {
      const prefix = tokens(8, 2);
      const scores = scoredOnly(
        await collect(group(prefix, [suffix(0, tokens(2, 3)), suffix(1, tokens(5, 4))])),
      );
      expect(scores.map(({ tokensComputed, tokensReused }) => [tokensComputed, tokensReused])).toEqual([
        [10, 0],
        under.sharesPrefixes === false ? [13, 0] : [5, 8],
      ]);
      expect(scores.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    });

    it('gives the same scores in a tree of prefixes as alone', async () => {
      const scores = scoredOnly(await collect(tree()));
      const suffixes = tree().flatMap((one) => one.suffixes);
      expect(scores.map(({ questionId }) => questionId)).toEqual(
        suffixes.map(({ questionId }) => questionId),
      );
      const whole = tree().flatMap(({ prefix, suffixes: own }) =>
        own.map((one) => ({ ...one, ids: [...prefix, ...one.ids] })),
      );
      for (const [index, one] of whole.entries()) {
        const [alone] = scoredOnly(await collect(group([], [one])));
        expectClose(scores[index]?.scores ?? [], alone?.scores ?? []);
      }
    });

    it('computes each token of a tree of prefixes once', async () => {
      const scores = scoredOnly(await collect(tree()));
      const costs = scores.map(({ tokensComputed, tokensReused }) => [tokensComputed, tokensReused]);
      expect(costs).toEqual(
        under.sharesPrefixes === false
          ? [9, 10, 14, 15, 18, 19, 15, 16].map((computed) => [computed, 0])
          : [
              [7 + 2, 0],
              [3, 7],
              [5 + 2, 7],
              [3, 12],
              [4 + 2, 12],
              [3, 16],
              [6 + 2, 7],
              [3, 13],
            ],
      );
    });

    it('says nothing of silent questions, and of the others to the last bit what it says with them', async () => {
      const whole = scoredOnly(await collect(tree()));
      const heard = [1, 2, 7].flatMap((place) => whole.slice(place, place + 1));
      const wanted = new Set(heard.map(({ questionId }) => questionId));
      const scores = scoredOnly(await collect(scoringOnly(tree(), wanted)));
      expect(scores.map(({ questionId }) => questionId)).toEqual([...wanted]);
      expect(scores.map((one) => one.scores)).toEqual(heard.map((one) => one.scores));
    });

    it('gives log-probabilities below zero that differ as the logits do', async () => {
      const ids = tokens(6, 12);
      const [logits] = scoredOnly(await collect(group([], [suffix(0, ids)])));
      const [probabilities] = scoredOnly(await collect(group([], [suffix(0, ids)], 'logprob')));
      expect(probabilities?.kind).toBe('logprob');
      expect(probabilities?.scores.every((score) => score <= 0)).toBe(true);
      const shift = (logits?.scores[0] ?? Number.NaN) - (probabilities?.scores[0] ?? Number.NaN);
      for (const [letter, logit] of (logits?.scores ?? []).entries()) {
        const difference = logit - shift - (probabilities?.scores[letter] ?? Number.NaN);
        expect(Math.abs(difference)).toBeLessThanOrEqual(2 * under.tolerance + 1e-9);
      }
    });

    it('adds the log-probabilities of a letter of several tokens', async () => {
      const prefix = tokens(4, 9);
      const ids = tokens(3, 6);
      const [several] = scoredOnly(await collect(group(prefix, [suffix(0, ids, [[3], [3, 4]])], 'logprob')));
      const [first, both] = several?.scores ?? [];
      expect(both).toBeLessThanOrEqual(first ?? Number.NaN);
    });

    it('gives a letter mass from 0 to 1, or none', async () => {
      const [score] = scoredOnly(await collect(group([], [suffix(0, tokens(5, 5))])));
      const mass = score?.letterMass ?? 0;
      expect(mass).toBeGreaterThanOrEqual(0);
      expect(mass).toBeLessThanOrEqual(1);
    });

    it('reports a prompt that is too long as failed and goes on', async () => {
      const full = tokens(under.backend.contextLength, 1);
      const scores = await collect(group([], [suffix(0, full), suffix(1, tokens(3, 2))]));
      expect(scores.map(({ questionId, status }) => [questionId, status])).toEqual([
        ['mmlu/birds/test/0', 'failed'],
        ['mmlu/birds/test/1', 'scored'],
      ]);
      expect(scores[0]?.status === 'failed' ? scores[0].reason : '').toContain(
        `${under.backend.contextLength}`,
      );
    });

    it('stops before the next question, or pack of questions, once it is aborted', async () => {
      const suffixes = [1, 2, 3, 4].map((seed) => suffix(seed, tokens(3, seed)));
      const aborting = new AbortController();
      const seen: Score[] = [];
      for await (const score of under.backend.score([group(tokens(4, 7), suffixes)], aborting.signal)) {
        seen.push(score);
        aborting.abort();
      }
      expect(seen).toHaveLength(under.packs === true ? suffixes.length : 1);
      expect(await collect(group([], suffixes), aborting.signal)).toEqual([]);
    });

    it('says nothing of a group without questions', async () => {
      expect(await collect(group(tokens(3, 1), []))).toEqual([]);
    });

    it('may be closed twice', async () => {
      const { backend } = await open();
      await backend.close();
      await expect(backend.close()).resolves.toBeUndefined();
    });
  });
}

function suffix(index: number, ids: readonly number[], letterIds: Suffix['letterIds'] = LETTERS): Suffix {
  return { questionId: `mmlu/birds/test/${index}`, ids, letterIds };
}

function group(
  prefix: readonly number[],
  suffixes: readonly Suffix[],
  kind: ScoreKind = 'logit',
): TokenGroup {
  return { subject: 'mmlu/birds/test', prefix, suffixes, kind };
}

function scoredOnly(scores: readonly Score[]): ScoredScore[] {
  return scores.map((score) => {
    if (score.status === 'failed') throw new Error(`${score.questionId} failed: ${score.reason}`);
    return score;
  });
}
