import { expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import type { Score } from '../../../src/records.ts';
import { expectedOf, tinyModel } from './tiny-model.ts';

const MODEL = 'phi3-longrope';
/** Of the model: longer sequences have other rotary frequencies from their first token on. */
const BORDER = 128;
const SHARED = 64;

it('shares a prefix among sequences on the same side of the length border only', async () => {
  const folder = await tinyModel(MODEL);
  const { contextLength, lengthBorder } = folder.manifest;
  expect(lengthBorder).toBe(BORDER);
  const backend = await openOnnxBackend({ file: folder.graphPath, contextLength, lengthBorder, threads: 1 });
  const longest = expectedOf(MODEL).cases.find(({ input_ids: { length } }) => length > BORDER);
  const ids = longest?.input_ids ?? [];
  const lengths = [BORDER, ids.length, SHARED + 9, BORDER + 1];

  async function score(shared: number, ends: readonly number[]): Promise<Score[]> {
    const suffixes = ends.map((end) => ({
      questionId: `of ${end}`,
      ids: ids.slice(shared, end),
      letterIds: [[3], [77], [140]],
    }));
    const group = { subject: 's', kind: 'logit', prefix: ids.slice(0, shared), suffixes } as const;
    const scores: Score[] = [];
    for await (const one of backend.score([group], new AbortController().signal)) scores.push(one);
    return scores;
  }

  const together = await score(SHARED, lengths);
  const of = (end: number): Score | undefined =>
    together.find(({ questionId }) => questionId === `of ${end}`);
  expect(lengths.map((end) => of(end)?.tokensReused)).toEqual([0, 0, SHARED, SHARED]);
  for (const end of lengths) {
    const [alone] = await score(0, [end]);
    expectClose(numbers(of(end)), numbers(alone));
  }
  const reference = [3, 77, 140].map((id) => longest?.logits[id] ?? Number.NaN);
  expectClose(numbers(of(ids.length)), reference);
  await backend.close();
});

function numbers(score: Score | undefined): readonly number[] {
  if (score?.status !== 'scored') throw new Error(JSON.stringify(score));
  return score.scores;
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) {
    expect(Math.abs(value - (expected[index] ?? Number.NaN))).toBeLessThan(1e-3);
  }
}
