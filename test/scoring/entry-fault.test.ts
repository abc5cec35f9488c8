import { describe, expect, it } from 'vitest';
import { type ChosenEntry, entryFault } from '../../src/scoring/entry-fault.ts';
import { judge } from '../../src/scoring/judge.ts';
import { randomNumbers } from '../viewer/made-run.ts';

const LETTERS = ['A', 'B', 'C', 'D'];

/** ln 5 against three zeros: probabilities of 5/8 and 1/8. */
const SOUND: ChosenEntry = {
  chosen: 'C',
  scores: [0, 0, Math.log(5), 0],
  probabilities: [1 / 8, 1 / 8, 5 / 8, 1 / 8],
  margin: Math.log(5),
  tie: false,
};

/** Two letters share the highest score; the first of them is chosen. */
const TIED: ChosenEntry = {
  chosen: 'B',
  scores: [-1000, 7, 7, -1000],
  probabilities: [0, 0.5, 0.5, 0],
  margin: 0,
  tie: true,
};

const NOTHING: ChosenEntry = { chosen: null, scores: [], probabilities: [], margin: null, tie: false };

describe('entry fault', () => {
  it.each([
    ['an entry that follows from its scores', SOUND],
    ['the first of equals', TIED],
    ['rounded numbers', { ...SOUND, margin: 1.6094379, probabilities: [0.125, 0.125, 0.6250001, 0.125] }],
    ['a failed question', NOTHING],
    ['a letter without scores', { ...NOTHING, chosen: 'D' }],
    ['scores alone, with their letter', { ...SOUND, probabilities: [], margin: null }],
    ['a single score', { ...SOUND, chosen: 'A', scores: [3], probabilities: [1], margin: null }],
  ])('is none in %s', (_what, entry) => {
    expect(entryFault(entry, LETTERS)).toBeNull();
  });

  it.each([
    ['another letter', { ...SOUND, chosen: 'A' }, 'chosen is A, and the highest score is that of C'],
    ['no letter', { ...SOUND, chosen: null }, 'chosen is null, and the highest score is that of C'],
    ['the second of equals', { ...TIED, chosen: 'C' }, 'chosen is C, and the highest score is that of B'],
    ['a tie that is none', { ...SOUND, tie: true }, 'tie is true, and its highest scores are not equal'],
    ['a tie not told', { ...TIED, tie: false }, 'tie is false, and its highest scores are equal'],
    ['another margin', { ...SOUND, margin: 1.6 }, /^margin is 1\.6, and its scores give 1\.609/],
    ['a margin of one score', { ...SOUND, chosen: 'A', scores: [3], probabilities: [1] }, / give none$/],
    [
      'another probability',
      { ...SOUND, probabilities: [1 / 8, 1 / 8, 0.62, 1 / 8] },
      /^probabilities\.2 is 0\.62, and its scores give 0\.62(5|49999)/,
    ],
    ['a probability missing', { ...SOUND, probabilities: [1 / 8, 1 / 8, 5 / 8] }, 'it has 3 probabilities'],
    ['a fifth score', { ...SOUND, scores: [0, 0, 2, 0, 0] }, 'it has 5 scores for 4 letters'],
    ['a margin of no scores', { ...NOTHING, margin: 1 }, /^it has no scores, and a margin/],
    ['a tie of no scores', { ...NOTHING, tie: true }, /^it has no scores, and a margin, a tie/],
    ['probabilities of no scores', { ...NOTHING, probabilities: [1] }, /or probabilities$/],
  ])('names %s', (_what, entry, fault) => {
    expect(entryFault(entry, LETTERS)).toMatch(fault);
  });

  it('is none in whatever the judge says of scores', () => {
    const random = randomNumbers(11);
    for (let round = 0; round < 200; round++) {
      const scores = LETTERS.map(() => Math.round(80 * (random() - 0.5)) / (round % 3 === 0 ? 40 : 1));
      const cost = { questionId: 'q', tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
      const verdict = judge(
        { ...cost, status: 'scored', kind: 'logit', scores, letterMass: null },
        'A',
        LETTERS,
      );
      expect(entryFault({ ...verdict, scores }, LETTERS)).toBeNull();
    }
  });
});
