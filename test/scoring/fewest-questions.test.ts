import { describe, expect, it } from 'vitest';
import { fewestQuestions } from '../../src/scoring/fewest-questions.ts';

/** Every percentage that so many questions can give. */
const shares = (questions: number) =>
  Array.from({ length: questions + 1 }, (_, right) => ((right / questions) * 100).toFixed(1));

describe('fewestQuestions', () => {
  it.each<[readonly string[], number, number]>([
    [['33.33', '66.67'], 2, 3],
    [['50.0', '33.3'], 1, 6],
    [['0.0', '100.0'], 1, 1],
    [['12.5'], 1, 8],
    [['7', '3'], 0, 29],
    [[], 1, 0],
  ])('%j with %i decimals are shares of %i', (percentages, decimals, fewest) => {
    expect(fewestQuestions(percentages, decimals)).toBe(fewest);
  });

  it('agrees with trying every share of every number of questions', () => {
    const printed = ['21.4', '36.2', '28.7'];
    const first = Array.from({ length: 1000 }, (_, index) => index + 1).find((questions) =>
      printed.every((one) => shares(questions).includes(one)),
    );
    expect(fewestQuestions(printed, 1)).toBe(first);
  });
});
