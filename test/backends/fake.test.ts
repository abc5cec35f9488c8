import { describe, expect, it } from 'vitest';
import { fakeBackend, type FakeOptions } from '../../src/backends/fake.ts';
import type { Score, TokenGroup } from '../../src/records.ts';
import { backendContract } from './contract.ts';

backendContract('fake', () =>
  Promise.resolve({ backend: fakeBackend(), vocabularySize: 32_000, tolerance: 0 }),
);

const group: TokenGroup = {
  subject: 'mmlu/birds/test',
  kind: 'logit',
  prefix: [1, 2, 3],
  suffixes: ['a', 'b', 'c'].map((name, index) => ({
    questionId: `mmlu/birds/test/${name}`,
    ids: [10 + index],
    letterIds: [[20], [21], [22], [23]],
  })),
};

async function scores(options: FakeOptions): Promise<Score[]> {
  const all: Score[] = [];
  for await (const score of fakeBackend(options).score([group], new AbortController().signal))
    all.push(score);
  return all;
}

describe('the fake backend', () => {
  it('gives the same scores in every run', async () => {
    const first = await scores({});
    expect(await scores({})).toEqual(first);
    expect(
      new Set(first.map((score) => JSON.stringify(score.status === 'scored' ? score.scores : []))).size,
    ).toBe(3);
  });

  it('chooses every letter for some prompt', async () => {
    const chosen = new Set<number>();
    for (let id = 0; id < 100; id++) {
      const asked = {
        ...group,
        suffixes: [{ questionId: 'q', ids: [id], letterIds: [[20], [21], [22], [23]] }],
      };
      for await (const score of fakeBackend().score([asked], new AbortController().signal)) {
        if (score.status === 'scored') chosen.add(score.scores.indexOf(Math.max(...score.scores)));
      }
    }
    expect(chosen).toEqual(new Set([0, 1, 2, 3]));
  });

  it('fails the chosen questions and counts the prefix with the first that is scored', async () => {
    const all = await scores({ fail: new Map([['mmlu/birds/test/a', 'out of memory']]) });
    expect(all[0]).toMatchObject({ status: 'failed', reason: 'out of memory', tokensComputed: 0 });
    expect(all.slice(1).map(({ tokensComputed, tokensReused }) => [tokensComputed, tokensReused])).toEqual([
      [4, 0],
      [1, 3],
    ]);
  });

  it('gives NaN where it is asked to', async () => {
    const [, second] = await scores({ notANumber: new Set(['mmlu/birds/test/b']) });
    expect(second?.status === 'scored' ? second.scores[0] : 0).toBeNaN();
  });

  it('counts the letter towards the context', async () => {
    expect((await scores({ contextLength: 5 })).map(({ status }) => status)).toEqual([
      'scored',
      'scored',
      'scored',
    ]);
    expect((await scores({ contextLength: 4 })).map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
  });

  it('takes its time', async () => {
    const started = performance.now();
    expect((await scores({ delay: 20 }))[0]?.milliseconds).toBe(20);
    expect(performance.now() - started).toBeGreaterThan(50);
  });
});
