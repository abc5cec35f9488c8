import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphCall } from '../../backends/onnx/calls.ts';
import type { Decoder } from '../../backends/onnx/decoder.ts';
import { settleModelThread } from '../../backends/onnx/in-thread.ts';
import { timeCall } from '../../backends/onnx/time-call.ts';
import { drawCalls, extend, type MeasuredRates, type Rates, workOf, type WorkShape } from './estimate.ts';
import type { PlannedModel } from './planned-model.ts';

/** Seconds for which calls are timed, with one layer and with several; one call of each kind is timed however long it takes. */
const SECONDS = { one: 0.4, several: 1.6 };

/**
 * Weights that a cut has at least: enough that they don't stay in the processor's caches from call to call, and few enough
 * that a call takes hundredths of a second.
 */
const WEIGHTS = 30e6;

/**
 * How long calls take with a model of these shapes: some of them are timed on this machine as it is loaded now, with a cut
 * of one layer and one of several, and what that gives is extended to all layers.
 */
export async function measureRates(
  model: PlannedModel,
  calls: readonly GraphCall[],
  threads: number,
): Promise<Rates> {
  const { layers, parameterCount } = model.shape;
  const several = Math.min(layers, Math.max(2, Math.ceil((WEIGHTS * layers) / parameterCount)));
  const measure = async (count: number, seconds: number): Promise<MeasuredRates> =>
    withCut(model, { layers: count, threads }, async (decoder) => ({
      layers: count,
      rates: await timedRates(decoder, model.shape, { calls, seconds }),
    }));
  if (!model.canBeCut || several === layers)
    return (await measure(layers, SECONDS.one + SECONDS.several)).rates;
  return extend(await measure(1, SECONDS.one), await measure(several, SECONDS.several), layers);
}

async function withCut<Value>(
  model: PlannedModel,
  { layers, threads }: { readonly layers: number; readonly threads: number },
  work: (decoder: Decoder) => Promise<Value>,
): Promise<Value> {
  await settleModelThread();
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-plan-'));
  try {
    const decoder = await model.openCut({ layers, folder, threads });
    try {
      return await work(decoder);
    } finally {
      await decoder.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Timing {
  readonly calls: readonly GraphCall[];
  readonly seconds: number;
}

async function timedRates(decoder: Decoder, shape: WorkShape, { calls, seconds }: Timing): Promise<Rates> {
  const kinds = (['fill', 'score'] as const).map((kind) => ({
    kind,
    draws: drawCalls(
      calls.filter((call) => call.kind === kind),
      shape,
    ),
    rates: [] as number[],
  }));
  // The first call of a session also takes the memory that later ones use again.
  const [first] = calls;
  if (first !== undefined) await timeCall(decoder, first);
  const end = performance.now() + 1000 * seconds;
  do {
    for (const { draws, rates } of kinds) {
      const { value: call } = draws.next();
      if (call !== undefined) rates.push((await timeCall(decoder, call)) / workOf(call, shape));
    }
  } while (performance.now() < end);
  const rateOf = (kind: GraphCall['kind']): number =>
    meanOf(kinds.find((one) => one.kind === kind)?.rates ?? []);
  return { fill: rateOf('fill'), score: rateOf('score') };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
