import { describe, expect, it } from 'vitest';
import type { GraphCall } from '../../../src/backends/onnx/calls.ts';
import {
  drawCalls,
  extend,
  secondsOf,
  secondsTogether,
  workOf,
} from '../../../src/commands/plan/estimate.ts';

const SHAPE = { parameterCount: 120e6, layers: 30 };

const score = (rows: number, past: number): GraphCall => ({ kind: 'score', rows, past, questions: 1 });

describe('the time of copies that share subjects', () => {
  it('is all of it with one, and no less than an even share or the longest subject with several', () => {
    expect(secondsTogether([3, 5, 1], 1)).toBe(9);
    expect(secondsTogether([4, 3, 3, 2], 2)).toBe(6);
    expect(secondsTogether([1, 1, 8, 1], 2)).toBe(8);
    expect(secondsTogether([2, 7], 5)).toBe(7);
  });

  it('is that of the longest first', () => {
    // In the order given, 1 and 2 would come before 3, which would end at 4.
    expect(secondsTogether([1, 2, 3], 2)).toBe(3);
  });
});

describe('the work of a call', () => {
  it('grows with its tokens and with those before them', () => {
    expect(workOf(score(40, 0), SHAPE)).toBeGreaterThan(workOf(score(20, 0), SHAPE));
    expect(workOf(score(40, 900), SHAPE)).toBeGreaterThan(workOf(score(40, 100), SHAPE));
    // One token by itself: a product with each weight, and next to nothing for attention.
    expect(workOf(score(1, 0), SHAPE) / SHAPE.parameterCount).toBeCloseTo(1, 2);
  });
});

/** Times of a machine that does not follow the work. */
const secondsOn = (call: GraphCall): number => 3 + 2 * call.rows + call.past ** 1.5;

describe('drawCalls', () => {
  const calls = [score(10, 0), score(20, 0), score(70, 900), score(100, 0)];

  it('draws each as often as its share of the work', () => {
    const draws = drawCalls(calls, SHAPE);
    const drawn = Array.from({ length: 5000 }, () => draws.next().value);
    const total = calls.reduce((sum, call) => sum + workOf(call, SHAPE), 0);
    for (const call of calls) {
      const share = drawn.filter((one) => one === call).length / drawn.length;
      expect(share).toBeCloseTo(workOf(call, SHAPE) / total, 2);
    }
  });

  it('so that times which do not follow the work are estimated without a bias', () => {
    const draws = drawCalls(calls, SHAPE);
    const rates = Array.from({ length: 5000 }, () => {
      const { value: call } = draws.next();
      return call === undefined ? 0 : secondsOn(call) / workOf(call, SHAPE);
    });
    const rate = rates.reduce((sum, one) => sum + one, 0) / rates.length;
    const real = calls.reduce((sum, call) => sum + secondsOn(call), 0);
    expect(secondsOf(calls, { fill: 0, score: rate }, SHAPE) / real).toBeCloseTo(1, 2);
  });

  it('draws none of none', () => {
    expect(drawCalls([], SHAPE).next().done).toBe(true);
  });
});

/** A model whose layers all take the same. */
const model = (layers: number): { fill: number; score: number } => ({
  fill: 2 + 3 * layers,
  score: 5 + 7 * layers,
});

const at = (layers: number): { layers: number; rates: ReturnType<typeof model> } => ({
  layers,
  rates: model(layers),
});

describe('extend', () => {
  it('is exact where each layer takes the same and the rest stays', () => {
    expect(extend(at(1), at(4), 30)).toEqual(model(30));
    expect(extend(at(1), at(2), 2)).toEqual(model(2));
  });

  it('does not make a model faster than its part', () => {
    const slow = { layers: 1, rates: { fill: 99, score: 99 } };
    expect(extend(slow, at(4), 30)).toEqual(model(4));
  });
});
