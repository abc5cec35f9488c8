import { describe, expect, it } from 'vitest';
import { callsOf, type GraphCall } from '../../../src/backends/onnx/calls.ts';
import { openDecoder } from '../../../src/backends/onnx/decoder.ts';
import { openOnnxBackend } from '../../../src/backends/onnx/index.ts';
import { timeCall } from '../../../src/backends/onnx/time-call.ts';
import type { TokenGroup } from '../../../src/records.ts';
import { tinyModel } from './tiny-model.ts';

const LETTER_IDS = [[3], [57], [40], [12]];
const SETTINGS = { contextLength: 256, hasCache: true, packs: true };

const ids = (length: number): number[] => Array.from({ length }, (_, place) => 3 + ((place * 17) % 60));

function groupOf(prefix: number, lengths: readonly number[], letterIds = LETTER_IDS): TokenGroup {
  return {
    subject: 'mmlu/birds/test',
    prefix: ids(prefix),
    suffixes: lengths.map((length, index) => ({
      questionId: `mmlu/birds/test/${index}`,
      ids: ids(length),
      letterIds,
    })),
    kind: 'logprob',
  };
}

const sum = (calls: readonly GraphCall[], of: 'rows' | 'questions'): number =>
  calls.reduce((total, call) => total + call[of], 0);

describe('callsOf', () => {
  it('says of groups what a backend then counts', async () => {
    const { graphPath } = await tinyModel('llama-gqa-tied');
    const backend = await openOnnxBackend({ file: graphPath, contextLength: 256 });
    for (const group of [
      groupOf(100, [20, 30, 90, 60, 70, 300]),
      groupOf(0, [12]),
      groupOf(40, [9, 8], [[3], [57, 4, 9], [40], [12]]),
    ]) {
      let computed = 0;
      for await (const score of backend.score([group], new AbortController().signal))
        computed += score.tokensComputed;
      expect((await callsOf([group], SETTINGS)).tokensComputed).toBe(computed);
    }
    await backend.close();
  });

  it('has each token once and each question once, after the tokens before it', async () => {
    const { calls } = await callsOf([groupOf(1100, [20, 30, 90, 60, 70])], {
      ...SETTINGS,
      contextLength: 4096,
    });
    expect(sum(calls, 'rows')).toBe(1100 + 270);
    expect(sum(calls, 'questions')).toBe(5);
    const fills = calls.filter(({ kind }) => kind === 'fill');
    expect(sum(fills, 'rows')).toBe(1100);
    expect(fills.map(({ past }) => past)).toEqual(
      fills.map((_, index) => sum(fills.slice(0, index), 'rows')),
    );
    expect(calls.filter(({ kind }) => kind === 'score').every(({ past }) => past === 1100)).toBe(true);
  });

  it('has whole prompts where a graph keeps nothing', async () => {
    const settings = { ...SETTINGS, hasCache: false, packs: false };
    const { calls } = await callsOf([groupOf(100, [20, 30])], settings);
    expect(calls).toEqual([
      { kind: 'score', rows: 120, past: 0, questions: 1 },
      { kind: 'score', rows: 130, past: 0, questions: 1 },
    ]);
  });
});

describe('timeCall', () => {
  it('runs any call of a plan', async () => {
    const decoder = await openDecoder((await tinyModel('llama-gqa-tied')).graphPath, { threads: 1 });
    const { calls } = await callsOf([groupOf(100, [20, 30, 90, 60, 70])], SETTINGS);
    for (const call of calls) expect(await timeCall(decoder, call)).toBeGreaterThan(0);
    await decoder.close();
  });
});
