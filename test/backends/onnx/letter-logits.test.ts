import { describe, expect, it } from 'vitest';
import { logitOf, logSumExp } from '../../../src/backends/onnx/letter-logits.ts';
import { scoreSuffix } from '../../../src/backends/onnx/score-suffix.ts';

describe('logSumExp', () => {
  it('is the logarithm of the sum where nothing overflows', () => {
    expect(logSumExp(Float32Array.of(Math.log(1), Math.log(2), Math.log(5)))).toBeCloseTo(Math.log(8), 6);
  });
  it('shifts with its input, far beyond what exp can hold', () => {
    const base = Float32Array.of(1, 2.5, -3);
    expect(logSumExp(base.map((x) => x + 1000)) - logSumExp(base)).toBeCloseTo(1000, 3);
  });
  it('passes NaN on', () => expect(logSumExp(Float32Array.of(0, Number.NaN))).toBeNaN());
});

describe('logitOf', () => {
  it('refuses an id outside the vocabulary', () => {
    expect(() => logitOf(Float32Array.of(1, 2), 2)).toThrow(/token id 2 .* vocabulary of 2/);
  });
});

describe('scoreSuffix', () => {
  it('keeps the letters where another logit is not finite, without a letter mass', async () => {
    const logits = Float32Array.of(1, 2, 3, 4, Number.NaN);
    const empty = { ids: [], tensors: {}, finalLength: 1 };
    const decoder = {
      hasCache: true,
      empty: () => empty,
      extend: async () => empty,
      cut: () => empty,
      packs: true,
      lastLogits: async () => logits,
      packLogits: async () => [logits],
      close: async () => {},
    };
    const suffix = { questionId: 'q', ids: [0], letterIds: [[0], [1], [2], [3]] };
    expect(await scoreSuffix(decoder, suffix, empty, 'logit')).toEqual({
      scores: [1, 2, 3, 4],
      letterMass: null,
    });
  });
});
