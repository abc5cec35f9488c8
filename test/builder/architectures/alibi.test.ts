import { describe, expect, it } from 'vitest';
import { alibiSlopes } from '../../../src/builder/architectures/parts/alibi.ts';

/** The rule as the paper's authors wrote it: the list of the power of two below, then every other of the one above. */
function authorsRule(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const rest = heads === power ? [] : geometric(2 * power).filter((_, index) => index % 2 === 0);
  return [...geometric(power), ...rest.slice(0, heads - power)];
}

function geometric(count: number): number[] {
  const start = 2 ** -(2 ** -(Math.log2(count) - 3));
  return Array.from({ length: count }, (_, index) => start ** (index + 1));
}

describe('the slopes of ALiBi', () => {
  it('are a geometric series where the heads are a power of two', () => {
    expect([...alibiSlopes(8)]).toEqual([0.5, 0.25, 0.125, 0.0625, 0.031_25, 2 ** -6, 2 ** -7, 2 ** -8]);
  });

  it.each([1, 2, 5, 6, 12, 14, 16, 40, 71, 112])("follow the authors' rule for %i heads", (heads) => {
    const slopes = alibiSlopes(heads);
    expect(slopes).toHaveLength(heads);
    for (const [head, slope] of authorsRule(heads).entries()) expect(slopes[head]).toBeCloseTo(slope, 7);
  });

  it('spread over the exponents that a checkpoint asks for', () => {
    expect([...alibiSlopes(4, 4)]).toEqual([0.5, 0.25, 0.125, 0.0625]);
  });
});
