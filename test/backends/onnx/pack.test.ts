import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { PACK, packSuffixes } from '../../../src/backends/onnx/pack.ts';
import type { Score, Suffix } from '../../../src/records.ts';
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

const models = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'expected.json')));

/** Every family that continues a cache: packs must see what questions alone see, whatever tells a model the order of tokens. */
describe.each(models)('a pack of questions after one prefix, for %s', (name) => {
  it('gives the logits of each question asked alone, as a whole', async () => {
    const { graphPath: file, manifest } = await tinyModel(name);
    const { contextLength, lengthBorder } = manifest;
    const backend = await openOnnxBackend({ file, contextLength, lengthBorder, threads: 1 });
    const prefix = tokens(60, 9);
    const suffixes = [suffix(7, 1), suffix(1, 2), suffix(45, 3), suffix(80, 4), suffix(30, 5)];
    const ask = async (from: readonly number[], asked: readonly Suffix[]): Promise<Score[]> => {
      const scores: Score[] = [];
      const group = { subject: 's', kind: 'logit', prefix: from, suffixes: asked } as const;
      for await (const score of backend.score([group], new AbortController().signal)) scores.push(score);
      return scores;
    };
    const together = await ask(prefix, suffixes);
    expect(together).toHaveLength(suffixes.length);
    for (const one of suffixes) {
      const [alone] = await ask([], [{ ...one, ids: [...prefix, ...one.ids] }]);
      const packed = together.find(({ questionId }) => questionId === one.questionId);
      if (alone?.status !== 'scored' || packed?.status !== 'scored') throw new Error('not scored');
      for (const [letter, score] of alone.scores.entries()) {
        expect(Math.abs(score - (packed.scores[letter] ?? Number.NaN))).toBeLessThan(1e-3);
      }
    }
    await backend.close();
  });
});
