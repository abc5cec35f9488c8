import { expect, it } from 'vitest';
import { compareSides, type Side } from '../../../bench/peers/sides.ts';

function side(name: string, seconds: readonly number[], letters: string): Side {
  const answers = letters.split('').map((chosen, index) => ({ id: `q${index}`, chosen }));
  return {
    name,
    turns: seconds.map((one) => ({ version: `${name} 1`, seconds: one, promptTokens: 40, answers })),
  };
}

it('sides are compared round by round, and by their letters with the first', () => {
  const own = [side('fp32', [2, 4], 'ABCD'), side('int8', [1, 1], 'ABCC')];
  const [fp32, int8, peer] = compareSides(own, [side('peer', [4, 4], 'ADCC')]);
  expect(fp32).toEqual({
    name: 'fp32',
    version: 'fp32 1',
    questionsPerSecond: { min: 1, median: 1.5, max: 2 },
    promptTokens: 40,
    sameAnswers: { same: 4, of: 4 },
    timesAsFastAs: { peer: { min: 1, median: 1.5, max: 2 } },
  });
  expect(int8?.timesAsFastAs).toEqual({ peer: { min: 4, median: 4, max: 4 } });
  expect(int8?.sameAnswers).toEqual({ same: 3, of: 4 });
  expect(peer).toMatchObject({ sameAnswers: { same: 2, of: 4 }, timesAsFastAs: {} });
});
