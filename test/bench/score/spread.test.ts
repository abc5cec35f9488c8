import { expect, it } from 'vitest';
import { digits, ratioOf, spreadOf, spreadText } from '../../../bench/score/spread.ts';

it('a spread has the middle of its values, or of the two in the middle', () => {
  expect(spreadOf([3, 10, 1])).toEqual({ min: 1, median: 3, max: 10 });
  expect(spreadOf([4, 1, 2, 10])).toEqual({ min: 1, median: 3, max: 10 });
  expect(() => spreadOf([])).toThrow(RangeError);
});

it('a ratio is as wide as its two sides allow', () => {
  const ratio = ratioOf({ min: 4, median: 6, max: 8 }, { min: 1, median: 3, max: 4 });
  expect(ratio).toEqual({ min: 1, median: 2, max: 8 });
});

it('figures have three digits, and no more of a spread than there is', () => {
  expect([0.012345, 1.999, 12.3456, 12345.6, 0].map(digits)).toEqual(['0.0123', '2', '12.3', '12346', '0']);
  expect(spreadText({ min: 1, median: 2, max: 3 })).toBe('2 (1-3)');
  expect(spreadText({ min: 2, median: 2, max: 2 })).toBe('2');
});
