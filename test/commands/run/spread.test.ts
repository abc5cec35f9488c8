import { describe, expect, it } from 'vitest';
import { spread } from '../../../src/commands/run/spread.ts';

describe('spread', () => {
  it('takes all of a short list, and the middles of equal parts of a long one', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    expect(spread(items, 100)).toEqual(items);
    expect(spread(items, 4)).toEqual([12, 37, 62, 87]);
    expect(new Set(spread(items, 99)).size).toBe(99);
    expect(spread(items.slice(0, 3), 4)).toEqual([0, 1, 2]);
  });
});
