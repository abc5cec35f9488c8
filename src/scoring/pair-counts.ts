import type { PairCounts } from '../records.ts';

/** All questions of a count. */
export function questionsOf({ both, onlyA, onlyB, neither }: PairCounts): number {
  return both + onlyA + onlyB + neither;
}

/** Several counts as one. */
export function addPairs(all: readonly PairCounts[]): PairCounts {
  const sum = (key: keyof PairCounts): number => all.reduce((total, one) => total + one[key], 0);
  return { both: sum('both'), onlyA: sum('onlyA'), onlyB: sum('onlyB'), neither: sum('neither') };
}
