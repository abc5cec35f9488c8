import type { Score, TokenGroup } from '../records.ts';

/** Something that can say how likely each answer letter is after a prompt. */
export interface Backend {
  readonly name: string;
  /** Tokens that a prompt and its letter may have together. */
  readonly contextLength: number;
  /** Requests that it scores side by side; any more share what those have. */
  readonly replicas: number;
  /**
   * Scores every suffix of some groups that isn't silent, in their order, each as soon as it is known. A backend that keeps
   * what it computed keeps one prefix at a time: of each it computes what comes after `commonLength` with the one before.
   * A question that can't be scored gives a `failed` score; the call throws only where nothing more can be scored.
   * Stops between two questions once the signal is aborted. A backend may begin before the first score is read, and go on
   * while scores are not: all that it had begun by an abort it still says.
   */
  score(groups: readonly TokenGroup[], signal: AbortSignal): AsyncIterable<Score>;
  close(): Promise<void>;
}

/** Tokens that two sequences begin with, both. */
export function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}
