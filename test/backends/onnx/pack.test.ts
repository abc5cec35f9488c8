import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { PACK, packSuffixes } from '../../../src/backends/onnx/pack.ts';
import { scoringOnly } from '../../../src/engine/plan.ts';
import type { ModelFolder } from '../../../src/model-folder.ts';
import { PRECISIONS } from '../../../src/precision.ts';
import type { Score, Suffix, TokenGroup } from '../../../src/records.ts';
import { FIXTURES, tinyModel } from './tiny-model.ts';

const LETTER_IDS = [[3], [57], [40], [12]];

/** Ids that differ with the seed and from place to place, below the smallest vocabulary of the fixtures (64). */
function tokens(length: number, seed: number): number[] {
  return Array.from({ length }, (_, place) => 3 + ((seed * 131 + place * 17 + place * place * seed) % 60));
}

function suffix(length: number, seed: number, letterIds: Suffix['letterIds'] = LETTER_IDS): Suffix {
  return { questionId: `mmlu/birds/test/${seed}`, ids: tokens(length, seed), letterIds };
}

function lengths(suffixes: readonly Suffix[]): number[][] {
  return packSuffixes(suffixes).map((pack) => pack.map(({ ids }) => ids.length));
}

describe('packSuffixes', () => {
  it('keeps the order, and no pack of several has more than PACK tokens', () => {
    const all = Array.from({ length: 300 }, (_, seed) => suffix(1 + ((seed * 37) % 140), seed));
    const packs = packSuffixes(all);
    expect(packs.flat()).toEqual(all);
    const sizes = packs.map((pack) => pack.reduce((sum, { ids }) => sum + ids.length, 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PACK);
    // Nothing that would have fitted was left for the next pack.
    const next = packs.slice(1).map((pack) => pack[0]?.ids.length ?? 0);
    expect(next.every((length, index) => (sizes[index] ?? 0) + length > PACK)).toBe(true);
  });

  it('leaves long suffixes, and letters of several tokens, by themselves', () => {
    expect(lengths([suffix(10, 1), suffix(600, 2), suffix(10, 3), suffix(10, 4)])).toEqual([
      [10],
      [600],
      [10, 10],
    ]);
    const wide = suffix(10, 2, [[3, 4], [5]]);
    expect(lengths([suffix(10, 1), wide, suffix(10, 3)])).toEqual([[10], [10], [10]]);
  });
});

/** All scores that a model gives, by question. */
type Ask = (groups: readonly TokenGroup[]) => Promise<ReadonlyMap<string, Score>>;

async function withModel(name: string, act: (ask: Ask) => Promise<void>): Promise<void> {
  await withFolder(await tinyModel(name), 1, act);
}

async function withFolder(
  { graphPath: file, manifest }: ModelFolder,
  threads: number,
  act: (ask: Ask) => Promise<void>,
): Promise<void> {
  const { contextLength, lengthBorder } = manifest;
  const backend = await openOnnxBackend({ file, contextLength, lengthBorder, threads });
  try {
    await act(async (groups) => {
      const scores = new Map<string, Score>();
      for await (const score of backend.score(groups, new AbortController().signal))
        scores.set(score.questionId, score);
      return scores;
    });
  } finally {
    await backend.close();
  }
}

function numbersOf(score: Score | undefined): readonly number[] {
  if (score?.status !== 'scored') throw new Error('not scored');
  return score.scores;
}

const models = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'expected.json')));

function group(prefix: readonly number[], suffixes: readonly Suffix[]): TokenGroup {
  return { subject: 's', kind: 'logit', prefix, suffixes };
}

const [ROOT, BRANCH, LEAF, OTHER] = [tokens(40, 9), tokens(15, 10), tokens(20, 11), tokens(25, 12)];

/**
 * Every family that continues a cache: questions must see the same as alone, whatever tells a model the order of tokens. The
 * sequences lie on both sides of the longrope model's border of 128 tokens, and are longer than the sliding windows.
 */
describe.each(models)('questions that share what they begin with, for %s', (name) => {
  it.each([
    [
      'in a pack after one prefix',
      [group(tokens(60, 9), [suffix(7, 1), suffix(1, 2), suffix(45, 3), suffix(80, 4), suffix(30, 5)])],
    ],
    [
      'in a tree of prefixes',
      [
        group(ROOT, [suffix(7, 1), suffix(95, 2)]),
        group([...ROOT, ...BRANCH], [suffix(5, 3), suffix(90, 4), suffix(1, 5)]),
        group([...ROOT, ...BRANCH, ...LEAF], [suffix(60, 6), suffix(9, 7)]),
        group([...ROOT, ...OTHER], [suffix(70, 8), suffix(2, 9)]),
      ],
    ],
  ])('have the logits of each asked alone, %s', async (_, groups) => {
    await withModel(name, async (ask) => {
      const together = await ask(groups);
      const whole = groups.flatMap(({ prefix, suffixes }) =>
        suffixes.map((one) => ({ ...one, ids: [...prefix, ...one.ids] })),
      );
      expect(together.size).toBe(whole.length);
      for (const one of whole) {
        const alone = (await ask([group([], [one])])).get(one.questionId);
        const shared = together.get(one.questionId);
        if (alone?.status !== 'scored' || shared?.status !== 'scored') throw new Error('not scored');
        for (const [letter, score] of alone.scores.entries()) {
          expect(Math.abs(score - (shared.scores[letter] ?? Number.NaN))).toBeLessThan(1e-3);
        }
      }
    });
  });

  it.each(PRECISIONS)(
    'have the same logits to the last bit with any number of threads, in %s',
    async (precision) => {
      const folder = await tinyModel(name, precision);
      const own = [7, 95, 30, 64, 41, 1];
      const groups = [
        group(
          ROOT,
          own.map((length, index) => suffix(length, index)),
        ),
        group(
          [...ROOT, ...BRANCH],
          own.map((length, index) => suffix(length, 10 + index)),
        ),
      ];
      const byThreads: (readonly number[])[][] = [];
      for (const threads of [1, 2, 3, 5]) {
        const act = async (ask: Ask): Promise<void> =>
          void byThreads.push([...(await ask(groups)).values()].map(numbersOf));
        await withFolder(folder, threads, act);
      }
      expect(byThreads[0]).toHaveLength(12);
      for (const scores of byThreads) expect(scores).toEqual(byThreads[0]);
    },
  );

  it('have the same logits to the last bit where others of the tree are silent', async () => {
    await withModel(name, async (ask) => {
      const groups = [
        group(
          ROOT,
          [70, 65, 60, 64, 69, 62].map((length, index) => suffix(length, 20 + index)),
        ),
        group(
          [...ROOT, ...BRANCH],
          [50, 60, 70, 80].map((length, index) => suffix(length, 30 + index)),
        ),
        // One token more than the prefix before it: run by itself, it would have other last digits.
        group(
          [...ROOT, ...BRANCH, 7],
          [55, 35].map((length, index) => suffix(length, 50 + index)),
        ),
        group(
          [...ROOT, ...OTHER],
          [30, 40].map((length, index) => suffix(length, 40 + index)),
        ),
      ];
      const whole = await ask(groups);
      for (const open of [['23'], ['33'], ['41'], ['50'], ['22', '32', '40', '51']]) {
        const ids = new Set(open.map((one) => `mmlu/birds/test/${one}`));
        const some = await ask(scoringOnly(groups, ids));
        expect([...some.keys()].toSorted()).toEqual([...ids].toSorted());
        for (const [id, score] of some) expect(numbersOf(score)).toEqual(numbersOf(whole.get(id)));
      }
    });
  });
});
