import type { Sitting } from '../../src/commands/run/score.ts';
import { type ChildMemory, runChild } from './child.ts';
import type { Contestant } from './contestants.ts';
import type { GraphProfile } from './graph-profile.ts';
import type { ProfiledTimes } from './shares.ts';
import type { Workload } from './workload.ts';

export interface PassOptions {
  readonly contestant: Contestant;
  readonly workload: Workload;
  readonly threads: number | undefined;
  /** Copies of the model in passes that are timed; as a run chooses by default. */
  readonly replicas: number | undefined;
  /** Sums up where the time goes, which takes some of it. */
  readonly profiled: boolean;
}

/** What one pass computed and answered. */
export interface PassResult {
  readonly sitting: Sitting;
  readonly promptTokens: number;
  readonly answers: readonly Answer[];
  readonly profile: { readonly times: ProfiledTimes; readonly graph: GraphProfile } | null;
}

export interface Answer {
  readonly id: string;
  /** A letter, or null where the question failed. */
  readonly chosen: string | null;
  /** Of the prompt's text; absent where a peer answered. */
  readonly promptSha256?: string;
}

/** A pass by the library's `run`, in a process of its own, whose memory is watched. Throws ChildFault. */
export async function runPass(
  options: PassOptions,
): Promise<{ readonly result: PassResult; readonly memory: ChildMemory | null }> {
  const { result, memory } = await runChild(new URL('pass-process.ts', import.meta.url), options);
  return { result: result as PassResult, memory };
}

/** How many questions have the same letter in both; `of` are those that both have. */
export function sameAnswers(
  answers: readonly Answer[],
  reference: readonly Answer[],
): { readonly same: number; readonly of: number } {
  const chosen = new Map(reference.map((one) => [one.id, one.chosen]));
  const both = answers.filter(({ id }) => chosen.has(id));
  return { same: both.filter((one) => one.chosen === chosen.get(one.id)).length, of: both.length };
}
