import { describe, expect, it } from 'vitest';
import { agreementOf, sumAgreement } from '../../src/scoring/agreement.ts';

const reference = { scores: [10, 9.999, 3, 2], chosen: 'A' };

describe('agreement with reference scores', () => {
  it('is the largest difference of a letter, however it lies', () => {
    const agreement = agreementOf([10, 9.5, 3.25, 2], { questionId: 'q', chosen: 'A' }, reference);
    expect(agreement.difference).toBeCloseTo(0.499, 10);
    expect(agreement.changed).toBe(false);
  });

  it('is no number where one side lacks a letter', () => {
    expect(agreementOf([10, 9], { questionId: 'q', chosen: 'A' }, reference).difference).toBeNaN();
    expect(
      sumAgreement([agreementOf([1], { questionId: 'q', chosen: 'A' }, reference)]).difference,
    ).toBeNaN();
  });

  it('tells changed answers, and those that rounding can not explain', () => {
    const near = agreementOf([9.999, 10, 3, 2], { questionId: 'q', chosen: 'B' }, reference);
    const clear = agreementOf(
      [9, 10, 3, 2],
      { questionId: 'r', chosen: 'B' },
      { scores: [10, 9, 3, 2], chosen: 'A' },
    );
    expect(sumAgreement([near, clear])).toEqual({
      questions: 2,
      difference: 1,
      changed: 2,
      changedClearly: 1,
    });
  });
});
