import { benchmarks } from '../../benchmarks/index.ts';
import { checkFlags } from '../../config/flags.ts';
import { makeRunPlan } from '../../config/run-plan.ts';
import type { Config } from '../../config/schema.ts';
import type { ProgressState } from '../../engine/progress.ts';
import { findRecipe } from '../../recipes/index.ts';
import { performRun, type RunResult } from './perform.ts';

/** What to run, with the keys of a config file, and how to be told of it. */
export interface RunOptions extends Omit<Config, 'json' | 'quiet'> {
  /** Hears what the command line would print on the error stream: preflight, resuming, cost. */
  readonly onStatus?: (line: string) => void;
  /** Hears of every scored question. */
  readonly onProgress?: (state: ProgressState) => void;
  /** Once aborted, the run stops after the questions at work; the same call goes on from there. */
  readonly signal?: AbortSignal;
}

/**
 * Scores a model on exams, as `fiveshot run` does, and prints nothing. Run it again with the same options to resume.
 * Throws InputError where an option, the model, the data or the run folder can't be used.
 */
export async function run({ onStatus, onProgress, signal, ...options }: RunOptions): Promise<RunResult> {
  const plan = makeRunPlan({ flags: checkFlags(options), file: {}, benchmarks, findRecipe });
  return performRun(plan, {
    status: { say: (line) => onStatus?.(line), progress: (state) => onProgress?.(state), done: () => {} },
    signal: signal ?? new AbortController().signal,
  });
}
