import { z } from 'zod';
import { type GraphProfile, NumberKind, type ProductSum } from './graph-profile.ts';

/** Parts of the time from the first question to the last; they sum to 1. */
export const TimeShares = z.object({
  gemm: z.number(),
  attention: z.number(),
  /** All other operators of the graph. */
  rest: z.number(),
  /** ONNX Runtime between the operators: inputs, outputs, memory. */
  runtime: z.number(),
  tokenizer: z.number(),
  /** Other JavaScript: prompts, letters, journal, waiting for the disk. */
  javascript: z.number(),
});
export type TimeShares = z.infer<typeof TimeShares>;

/** What one profiled pass took, in seconds. */
export interface ProfiledTimes {
  readonly total: number;
  /** In ONNX Runtime. */
  readonly runtime: number;
  readonly tokenizer: number;
}

/** Parts the time of a pass. */
export function timeShares(
  { total, runtime, tokenizer }: ProfiledTimes,
  { operators }: Pick<GraphProfile, 'operators'>,
): TimeShares {
  const secondsOf = (part: string): number =>
    operators.reduce((sum, one) => sum + (one.part === part ? one.seconds : 0), 0);
  const [gemm, attention, rest] = [secondsOf('gemm'), secondsOf('attention'), secondsOf('rest')];
  return {
    gemm: gemm / total,
    attention: attention / total,
    rest: rest / total,
    runtime: (runtime - gemm - attention - rest) / total,
    tokenizer: tokenizer / total,
    javascript: (total - runtime - tokenizer) / total,
  };
}

/** What the machine does of one product by itself. */
export const Rate = z.object({
  kind: NumberKind,
  rows: z.number(),
  inner: z.number(),
  columns: z.number(),
  /** 10^12 multiplications and additions a second. */
  teraflops: z.number(),
});
export type Rate = z.infer<typeof Rate>;

/** How near the products of a model come to what the machine can do. */
export const GemmRate = z.object({
  teraflops: z.number(),
  /** Time that the machine would need at its own rates, as a share of the time of the products; null without a rate. */
  ofMachine: z.number().nullable(),
  /** The same as a share of all time in the graph. */
  graphOfMachine: z.number().nullable(),
});
type GemmRate = z.infer<typeof GemmRate>;

/** Compares products with the machine's rates at the same weights and the nearest number of rows. */
export function gemmRate({ products, operators }: GraphProfile, rates: readonly Rate[]): GemmRate {
  const time = sumOf(products, ({ seconds }) => seconds);
  const graph = operators.reduce((sum, { seconds }) => sum + seconds, 0);
  const ideal = sumOf(products, (product) => {
    const rate = nearestRate(product, rates);
    return rate === null ? Number.NaN : flopsOf(product) / (rate.teraflops * 1e12);
  });
  return {
    teraflops: sumOf(products, flopsOf) / time / 1e12,
    ofMachine: Number.isNaN(ideal) ? null : ideal / time,
    graphOfMachine: Number.isNaN(ideal) ? null : ideal / graph,
  };
}

function sumOf(products: readonly ProductSum[], value: (product: ProductSum) => number): number {
  return products.reduce((sum, product) => sum + value(product), 0);
}

/** Multiplications and additions of all calls. */
export function flopsOf({
  rows,
  inner,
  columns,
  calls,
}: Pick<ProductSum, 'rows' | 'inner' | 'columns' | 'calls'>): number {
  return 2 * rows * inner * columns * calls;
}

function nearestRate(product: ProductSum, rates: readonly Rate[]): Rate | null {
  const alike = rates.filter(
    ({ kind, inner, columns }) =>
      kind === product.kind && inner === product.inner && columns === product.columns,
  );
  return alike.length === 0
    ? null
    : alike.reduce((best, one) => (distance(one, product) < distance(best, product) ? one : best));
}

/** Twice as many rows are as far away as half as many. */
function distance({ rows }: Rate, product: ProductSum): number {
  return Math.abs(Math.log(rows / product.rows));
}
