import type { ChildMemory } from './child.ts';
import type { Contestant } from './contestants.ts';
import { type PassResult, sameAnswers } from './pass.ts';
import type { ModelFigures } from './report.ts';
import { gemmRate, type Rate, timeShares } from './shares.ts';
import { type Spread, spreadOf } from './spread.ts';

/** A pass that was timed. */
export interface TimedPass {
  readonly result: PassResult;
  readonly memory: ChildMemory | null;
  /** Seconds, of a process of its own. */
  readonly firstScore: number;
}

/** All that was measured of a model in a precision. */
export interface Measured {
  readonly contestant: Contestant;
  readonly profiled: PassResult;
  /** At least one. */
  readonly passes: readonly TimedPass[];
}

/** The figures of a model; `reference` is the same model in the precision that its answers are compared with. */
export function summarise(
  { contestant, profiled, passes }: Measured,
  reference: Measured,
  rates: readonly Rate[],
): ModelFigures {
  const first = firstOf(passes);
  const { sitting, promptTokens, answers } = first;
  const { profile } = profiled;
  if (profile === null) throw new RangeError('the first pass is profiled');
  const perSecond = (count: number): Spread =>
    spreadOf(passes.map(({ result }) => count / result.sitting.seconds));
  return {
    model: contestant.name,
    precision: contestant.precision,
    passes: passes.length,
    questions: sitting.questions,
    promptTokens,
    computedTokens: sitting.tokensComputed,
    minimumTokens: sitting.minimumTokens,
    figures: {
      questionsPerSecond: perSecond(sitting.questions),
      computedTokensPerSecond: perSecond(sitting.tokensComputed),
      promptTokensPerSecond: perSecond(promptTokens),
      firstScore: spreadOf(passes.map(({ firstScore }) => firstScore)),
      peakMemory: memorySpread(passes, 'resident'),
      peakAnonymous: memorySpread(passes, 'anonymous'),
    },
    sameAnswers:
      reference.contestant === contestant
        ? null
        : {
            precision: reference.contestant.precision,
            ...sameAnswers(answers, firstOf(reference.passes).answers),
          },
    profile: {
      questions: profiled.sitting.questions,
      seconds: profile.times.total,
      shares: timeShares(profile.times, profile.graph),
      gemm: gemmRate(profile.graph, rates),
      operators: [...profile.graph.operators],
      products: [...profile.graph.products],
    },
  };
}

function firstOf([first]: readonly TimedPass[]): PassResult {
  if (first === undefined) throw new RangeError('a model has one pass at least');
  return first.result;
}

function memorySpread(passes: readonly TimedPass[], kind: keyof ChildMemory): Spread | null {
  const known = passes.flatMap(({ memory }) => (memory === null ? [] : [memory[kind]]));
  return known.length === 0 ? null : spreadOf(known);
}
