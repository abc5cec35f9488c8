import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Score } from '../../src/records.ts';
import { judge } from '../../src/scoring/judge.ts';

const letters = ['A', 'B', 'C', 'D'];
const cost = { questionId: 'mmlu/astronomy/test/7', tokensComputed: 9, tokensReused: 0, milliseconds: 1 };

function scored(...scores: number[]): Score {
  return { ...cost, status: 'scored', kind: 'logit', scores, letterMass: null };
}

describe('judge', () => {
  it('chooses the highest score', () => {
    expect(judge(scored(-3, 2, 7.5, 7), 'C', letters)).toMatchObject({
      questionId: 'mmlu/astronomy/test/7',
      chosen: 'C',
      gold: 'C',
      outcome: 'right',
      margin: 0.5,
      tie: false,
    });
    expect(judge(scored(-3, 2, 7.5, 7), 'D', letters)).toMatchObject({ chosen: 'C', outcome: 'wrong' });
  });

  it.each([
    [[1, 1, 1, 1], 'A'],
    [[0, 5, 5, 1], 'B'],
    [[0, 1, 5, 5], 'C'],
    [[-0, 0, -1, -1], 'A'],
  ])('lets the first of equals win and flags it: %j', (scores, chosen) => {
    expect(judge(scored(...scores), 'A', letters)).toMatchObject({ chosen, margin: 0, tie: true });
  });

  it('does not flag equals below the highest', () => {
    expect(judge(scored(1, 1, 2, 1), 'A', letters)).toMatchObject({ chosen: 'C', tie: false });
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    'fails a question with the score %d, whatever its place',
    (bad) => {
      for (const place of letters.keys()) {
        const verdict = judge(scored(...[9, 1, 2, 3].with(place, bad)), 'A', letters);
        expect(verdict).toMatchObject({
          outcome: 'failed',
          chosen: null,
          gold: 'A',
          probabilities: [],
          margin: null,
        });
        expect(verdict.reason).toBe(`the score of ${letters[place]} is ${bad}`);
      }
    },
  );

  it('fails a question with too few or too many scores', () => {
    expect(judge(scored(1, 2, 3), 'A', letters)).toMatchObject({
      outcome: 'failed',
      reason: '3 scores for 4 letters',
    });
    expect(judge(scored(1, 2, 3, 4, 5), 'A', letters).outcome).toBe('failed');
    expect(judge(scored(), null, []).outcome).toBe('failed');
  });

  it('passes on the reason of a failed score, and tells unanswerable from failed', () => {
    const failed: Score = { ...cost, status: 'failed', reason: 'out of memory' };
    expect(judge(failed, 'A', letters)).toMatchObject({
      outcome: 'failed',
      chosen: null,
      reason: 'out of memory',
    });
    const shared: Score = {
      ...cost,
      status: 'failed',
      reason: 'A and B share the id 319',
      unanswerable: true,
    };
    expect(judge(shared, 'A', letters)).toMatchObject({
      outcome: 'unanswerable',
      reason: 'A and B share the id 319',
    });
  });

  it('chooses for a question without an answer', () => {
    expect(judge(scored(0, 1, 0, 0), null, letters)).toMatchObject({
      chosen: 'B',
      gold: null,
      outcome: 'unlabelled',
    });
  });

  it('refuses an answer that is none of the letters', () => {
    expect(() => judge(scored(1, 2, 3, 4), 'E', letters)).toThrow(InputError);
    expect(() => judge(scored(1, 2, 3, 4), 'E', letters)).toThrow(
      /mmlu\/astronomy\/test\/7 is "E".*A, B, C, D/,
    );
  });

  it('gives probabilities over the letters, also for large logits', () => {
    // Weights 1, 2, 3, 4 of 10.
    const { probabilities } = judge(
      scored(...[1, 2, 3, 4].map((weight) => Math.log(weight) + 5000)),
      'A',
      letters,
    );
    [0.1, 0.2, 0.3, 0.4].forEach((expected, index) => expect(probabilities[index]).toBeCloseTo(expected, 10));
    const { probabilities: spread } = judge(scored(-1e300, 0, 800, -800), 'A', letters);
    expect(spread).toEqual([0, 0, 1, 0]);
  });
});
