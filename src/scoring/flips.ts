import type { Interval } from '../records.ts';
import type { QuestionAgreement } from './agreement.ts';
import { wilsonInterval } from './statistics/wilson.ts';

/** By how much a model prefers its letter to the next where it is sure enough that rounding should not change it. */
export const SURE_MARGIN = 0.5;

/** How many answers another precision changes. */
export interface Flips {
  readonly questions: number;
  readonly flips: number;
  /** Of these, how many have a margin above `SURE_MARGIN` in the reference. */
  readonly sure: number;
  /** 95 % interval of the share of questions that flip (Wilson), or null where there are none. */
  readonly interval: Interval | null;
}

/**
 * Counts the answers that differ from the reference's. Each moves the accuracy by one question at most, so that the
 * accuracies of the two differ by no more than the upper end of the interval, at 95 % confidence.
 */
export function countFlips(questions: readonly QuestionAgreement[]): Flips {
  const flipped = questions.filter(({ changed }) => changed);
  const ratio = { part: flipped.length, whole: questions.length };
  return {
    questions: ratio.whole,
    flips: ratio.part,
    sure: flipped.filter(({ margin }) => margin > SURE_MARGIN).length,
    interval: ratio.whole === 0 ? null : wilsonInterval(ratio),
  };
}
