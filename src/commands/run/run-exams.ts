import { join } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { readConfigFile } from '../../config/config-file.ts';
import { checkFlags } from '../../config/flags.ts';
import { makeRunPlan, type RunPlan } from '../../config/run-plan.ts';
import { findRecipe } from '../../recipes/index.ts';
import { printReports } from '../print-reports.ts';
import { performRun, type RunResult } from './perform.ts';
import type { Status } from './status.ts';
import { createStatus } from './status-line.ts';

/** What to tell at the end of a run, one line each. */
type Advice = (plan: RunPlan, result: RunResult) => readonly string[];

/** Runs or resumes what a config file and flags ask for, prints the tables, and gives the exit code. */
export async function runExams(
  configFile: string | undefined,
  flags: Record<string, unknown>,
  advise: Advice = () => [],
): Promise<number> {
  const file = configFile === undefined ? {} : await readConfigFile(configFile);
  const plan = makeRunPlan({ flags: checkFlags(flags), file, benchmarks, findRecipe });
  const status = createStatus(process.stderr, plan.quiet);
  const result = await untilInterrupted(plan, status);
  if (result === null) return 130;
  const { folder, state, questions, report } = result;
  if (state === 'interrupted') {
    status.say(`interrupted: ${questions} questions are in ${folder}; run the same command again to go on`);
    return 130;
  }
  printReports([report], plan.json ? 'json' : 'terminal', { detail: false });
  status.say(`run folder: ${folder}`);
  status.say(`report: ${join(folder, 'report.md')}`);
  status.say(`page: ${join(folder, 'report.html')}`);
  for (const line of advise(plan, result)) status.say(line);
  return state === 'done' ? 0 : 3;
}

/** A run that Ctrl-C stops with nothing lost, and a second Ctrl-C at once; null where there was nothing to keep yet. */
async function untilInterrupted(plan: RunPlan, status: Status): Promise<RunResult | null> {
  const interrupted = new AbortController();
  const stop = (): void => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
    status.say('stopping, with everything scored kept; press Ctrl-C again to stop at once');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await performRun(plan, { status, signal: interrupted.signal });
  } catch (error) {
    if (error !== interrupted.signal.reason) throw error;
    status.say('interrupted: nothing was scored yet');
    return null;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
