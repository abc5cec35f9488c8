import type { Score, TokenGroup } from '../records.ts';

/** Something that can say how likely each answer letter is after a prompt. */
export interface Backend {
  readonly name: string;
  /** Tokens that a prompt and its letter may have together. */
  readonly contextLength: number;
  /**
   * Scores every suffix of a group, in the group's order, each as soon as it is known.
   * A question that can't be scored gives a `failed` score; the call throws only where nothing more can be scored.
   * Stops between two questions once the signal is aborted.
   */
  score(group: TokenGroup, signal: AbortSignal): AsyncIterable<Score>;
  close(): Promise<void>;
}
