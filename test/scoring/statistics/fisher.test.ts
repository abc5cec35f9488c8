import { describe, expect, it } from 'vitest';
import { fisherExact } from '../../../src/scoring/statistics/fisher.ts';
import { reference } from '../diagnostics/reference.ts';

describe('fisherExact', () => {
  it.each(reference.fisher)('$one.part of $one.whole, $other.part of $other.whole', ({ one, other, p }) => {
    const own = fisherExact(one, other);
    if (p === 0) expect(own).toBeLessThan(1e-300);
    else expect(own / p).toBeCloseTo(1, 9);
  });

  it('is the same with the two exchanged, and with right and wrong exchanged', () => {
    for (const { one, other } of reference.fisher.slice(0, -1)) {
      const p = fisherExact(one, other);
      expect(fisherExact(other, one) / p).toBeCloseTo(1, 9);
      const turned = [one, other].map(({ part, whole }) => ({ part: whole - part, whole }));
      const [first = one, second = other] = turned;
      expect(fisherExact(first, second) / p).toBeCloseTo(1, 9);
    }
  });
});
