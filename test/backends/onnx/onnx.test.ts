import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { InputError } from '../../../src/errors.ts';
import type { Score, TokenGroup } from '../../../src/records.ts';
import { backendContract } from '../contract.ts';
import { expectedOf, tinyModel } from './tiny-model.ts';

const LETTER_IDS = [3, 77, 140, 12];
/** 9 query heads over 3. */
const MODEL = 'llama-gqa-tied';
const expected = expectedOf(MODEL);
const folder = await tinyModel(MODEL);
const options = { file: folder.graphPath, contextLength: folder.manifest.contextLength, threads: 1 };

backendContract('onnx', async () => ({
  backend: await openOnnxBackend(options),
  vocabularySize: folder.manifest.vocabSize,
  tolerance: 1e-4,
  packs: true,
}));

describe('onnx letter logits against the reference implementation', () => {
  it('of whole sequences, one at a time', async () => {
    for (const { input_ids: ids, logits } of expected.cases) {
      const [score] = await scoresOf({
        subject: 's',
        kind: 'logit',
        prefix: [],
        suffixes: [suffix('a', ids)],
      });
      expectLetters(score, logits);
    }
  });

  it('of sequences that share a prefix', async () => {
    for (const pair of expected.prefix) {
      const cases = pair.flatMap((index) => expected.cases[index] ?? []);
      const group = {
        subject: 's',
        kind: 'logit',
        prefix: cases[0]?.input_ids.slice(0, 64) ?? [],
        suffixes: cases.map(({ input_ids: ids }, index) => suffix(`q${index}`, ids.slice(64))),
      } as const;
      const scores = await scoresOf(group);
      expect(scores).toHaveLength(cases.length);
      for (const [index, one] of cases.entries()) expectLetters(scores[index], one.logits);
    }
    expect(expected.prefix.length).toBeGreaterThan(0);
  });

  it('of letters of two tokens, as log-probabilities of the longer sequences', async () => {
    const [first, second] = [expected.cases[2], expected.cases[3]];
    const ids = first?.input_ids ?? [];
    const next = second?.input_ids[0] ?? 0;
    const letters = [[5, next], [9]];
    const long = { ...suffix('long', ids), letterIds: letters };
    const [summed] = await scoresOf({ subject: 's', kind: 'logprob', prefix: [], suffixes: [long] });
    const [one] = await scoresOf({
      subject: 's',
      kind: 'logprob',
      prefix: [],
      suffixes: [{ ...suffix('one', ids), letterIds: [[5], [9]] }],
    });
    const [after] = await scoresOf({
      subject: 's',
      kind: 'logprob',
      prefix: [],
      suffixes: [{ ...suffix('after', [...ids, 5]), letterIds: [[next], [9]] }],
    });
    expect(numbers(summed)[0]).toBeCloseTo((numbers(one)[0] ?? 0) + (numbers(after)[0] ?? 0), 4);
    expect(numbers(summed)[1]).toBeCloseTo(numbers(one)[1] ?? 0, 4);
  });
});

describe('onnx refuses', () => {
  it('a file that is no graph', async () => {
    const file = join(folder.path, 'broken.onnx');
    writeFileSync(file, 'not a graph');
    await expect(openOnnxBackend({ ...options, file })).rejects.toThrow(InputError);
    await expect(openOnnxBackend({ ...options, file })).rejects.toThrow(
      /broken\.onnx .*fiveshot model build/,
    );
  });

  it('an id outside the vocabulary, for that question alone', async () => {
    const outside = { ...suffix('bad', [1, 2]), letterIds: [[3], [160]] };
    const scores = await scoresOf({
      subject: 's',
      kind: 'logit',
      prefix: [],
      suffixes: [outside, suffix('good', [1, 2])],
    });
    expect(scores.map(({ status }) => status)).toEqual(['failed', 'scored']);
    expect(scores[0]).toMatchObject({ reason: expect.stringMatching(/160 is outside .* 160$/) as string });
  });
});

function suffix(questionId: string, ids: readonly number[]) {
  return { questionId, ids, letterIds: LETTER_IDS.map((id) => [id]) };
}

async function scoresOf(group: TokenGroup): Promise<Score[]> {
  const backend = await openOnnxBackend(options);
  const scores: Score[] = [];
  for await (const score of backend.score([group], new AbortController().signal)) scores.push(score);
  await backend.close();
  return scores;
}

function numbers(score: Score | undefined): readonly number[] {
  if (score?.status !== 'scored') throw new Error(JSON.stringify(score));
  return score.scores;
}

function expectLetters(score: Score | undefined, logits: readonly number[]): void {
  for (const [index, id] of LETTER_IDS.entries()) {
    expect(Math.abs((numbers(score)[index] ?? Number.NaN) - (logits[id] ?? Number.NaN))).toBeLessThan(1e-3);
  }
}
