import type { GraphCall } from '../../backends/onnx/calls.ts';

/** What decides how the cost of a call grows with its tokens. */
export interface WorkShape {
  readonly parameterCount: number;
  readonly layers: number;
}

/** Seconds for a unit of work, by the kind of call: filling a cache and scoring reach different rates. */
export type Rates = Readonly<Record<GraphCall['kind'], number>>;

/** Squares of its width that a layer's matrices have: 4 of attention and 8 of the feed-forward part, in most families. */
const SQUARES = 12;

/**
 * About how many products a call computes: each token with every weight, and with the keys and values of all tokens that
 * it is compared with. Rates are measured, so that only the proportion between calls matters.
 */
export function workOf({ rows, past }: GraphCall, { parameterCount, layers }: WorkShape): number {
  const width = Math.sqrt(parameterCount / layers / SQUARES);
  return rows * (parameterCount + 2 * layers * width * (past + rows));
}

/** Seconds that calls take in all. */
export function secondsOf(calls: readonly GraphCall[], rates: Rates, shape: WorkShape): number {
  return calls.reduce((sum, call) => sum + rates[call.kind] * workOf(call, shape), 0);
}

/** Seconds that subjects take where copies of a model share them as a run does: the longest first, each where a copy is free. */
export function secondsTogether(subjects: readonly number[], copies: number): number {
  const ends = Array.from({ length: copies }, () => 0);
  for (const seconds of subjects.toSorted((a, b) => b - a)) {
    const free = ends.indexOf(Math.min(...ends));
    ends[free] = (ends[free] ?? 0) + seconds;
  }
  return Math.max(...ends);
}

/** Fractional parts of its multiples fill an interval evenly, wherever one stops. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Draws calls without end, each as often as its share of the work: the mean of their times for a unit of work then is that of
 * all calls, whatever the work of a call says of its time. Gives none where there are none.
 */
export function* drawCalls(calls: readonly GraphCall[], shape: WorkShape): Generator<GraphCall, void> {
  let total = 0;
  const ends = calls.map((call) => (total += workOf(call, shape)));
  if (total === 0) return;
  for (let draw = 0; ; draw += 1) {
    const at = total * ((0.5 + draw * GOLDEN) % 1);
    const call = calls[ends.findIndex((end) => end > at)];
    if (call !== undefined) yield call;
  }
}

/** Rates that were measured with so many layers. */
export interface MeasuredRates {
  readonly layers: number;
  readonly rates: Rates;
}

/**
 * The rates of a whole model from those of two cuts of it: what layers add is the same for each, and what embedding and head
 * take stays. A slower machine at the first measurement than at the second does not make the model faster than its part.
 */
export function extend(one: MeasuredRates, several: MeasuredRates, layers: number): Rates {
  const times = (layers - several.layers) / (several.layers - one.layers);
  const extended = (kind: GraphCall['kind']): number => {
    const [few, more] = [one.rates[kind], several.rates[kind]];
    return more + Math.max(0, more - few) * times;
  };
  return { fill: extended('fill'), score: extended('score') };
}
