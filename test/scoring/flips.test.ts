import { describe, expect, it } from 'vitest';
import type { QuestionAgreement } from '../../src/scoring/agreement.ts';
import { countFlips } from '../../src/scoring/flips.ts';

function questions(count: number, changed: boolean, margin: number): readonly QuestionAgreement[] {
  return Array.from({ length: count }, (_, index) => ({
    questionId: `ceval/logic/val/${index}`,
    difference: 0.1,
    changed,
    margin,
  }));
}

describe('countFlips', () => {
  it('counts changed answers, those of a large margin among them, with the interval of Wilson', () => {
    const found = countFlips([
      ...questions(80, false, 1),
      ...questions(18, true, 0.1),
      ...questions(1, true, 0.5),
      ...questions(1, true, 0.51),
    ]);
    expect(found).toMatchObject({ questions: 100, flips: 20, sure: 1 });
    // Of 20 in 100 (Newcombe, Statistics in Medicine 17, 1998, method 3): 0.1334 to 0.2888.
    expect(found.interval?.low).toBeCloseTo(0.1334, 4);
    expect(found.interval?.high).toBeCloseTo(0.2888, 4);
  });

  it('leaves room above none', () => {
    // 3.84 / 263.84: the upper end for none is z^2 / (n + z^2).
    expect(countFlips(questions(260, false, 1)).interval).toMatchObject({ low: 0 });
    expect(countFlips(questions(260, false, 1)).interval?.high).toBeCloseTo(3.841_459 / 263.841_459, 8);
  });

  it('knows nothing of no questions', () => {
    expect(countFlips([])).toEqual({ questions: 0, flips: 0, sure: 0, interval: null });
  });
});
