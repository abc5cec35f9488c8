import { expect, it } from 'vitest';
import type { GraphProfile, ProductSum } from '../../../bench/score/graph-profile.ts';
import { gemmRate, type Rate, timeShares } from '../../../bench/score/shares.ts';

const PRODUCT: ProductSum = {
  kind: 'fp32',
  rows: 100,
  inner: 500,
  columns: 1000,
  calls: 10,
  // 2 * 100 * 500 * 1000 * 10 = 10^9 operations in 20 ms: 0.05 TFLOP/s.
  seconds: 0.02,
  best: 0.001,
};

function profileOf(products: readonly ProductSum[]): GraphProfile {
  const gemm = products.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    products,
    operators: [
      { operator: 'Gemm', part: 'gemm', calls: 1, seconds: gemm },
      { operator: 'Attention', part: 'attention', calls: 1, seconds: 0.01 },
      { operator: 'Add', part: 'rest', calls: 1, seconds: 0.01 },
    ],
  };
}

function rate(rows: number, teraflops: number): Rate {
  return { kind: 'fp32', rows, inner: 500, columns: 1000, teraflops };
}

it('shares of the time are of all of it', () => {
  const shares = timeShares({ total: 0.1, runtime: 0.05, tokenizer: 0.02 }, profileOf([PRODUCT]));
  expect(shares).toEqual({
    gemm: expect.closeTo(0.2),
    attention: expect.closeTo(0.1),
    rest: expect.closeTo(0.1),
    runtime: expect.closeTo(0.1),
    tokenizer: expect.closeTo(0.2),
    javascript: expect.closeTo(0.3),
  });
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

it('products are compared with the machine at the nearest number of rows', () => {
  const { teraflops, ofMachine, graphOfMachine } = gemmRate(profileOf([PRODUCT]), [
    rate(64, 0.1),
    rate(512, 0.4),
  ]);
  expect(teraflops).toBeCloseTo(0.05);
  expect(ofMachine).toBeCloseTo(0.5);
  // The same 10 ms, of 40 ms in the graph.
  expect(graphOfMachine).toBeCloseTo(0.25);
});

it('products without a rate of the machine have no share of it', () => {
  for (const other of [{ kind: 'int8' as const }, { inner: 501 }, { columns: 999 }, { kind: null }]) {
    const profile = profileOf([PRODUCT, { ...PRODUCT, ...other }]);
    expect(gemmRate(profile, [rate(64, 0.1)])).toMatchObject({ ofMachine: null, graphOfMachine: null });
  }
});
