import { benchmarks } from '../../benchmarks/index.ts';
import { readConfigFile } from '../../config/config-file.ts';
import { checkFlags } from '../../config/flags.ts';
import { makeRunPlan } from '../../config/run-plan.ts';
import { findRecipe } from '../../recipes/index.ts';
import { printJson } from '../print.ts';
import { makePlan } from './make-plan.ts';
import { printPlan } from './print-plan.ts';
import { runCommandLine } from './run-command-line.ts';

/** Prints what the run that a config file and flags ask for will take. */
export async function planCommand(
  configFile: string | undefined,
  flags: Record<string, unknown>,
): Promise<number> {
  const file = configFile === undefined ? {} : await readConfigFile(configFile);
  const given = checkFlags(flags);
  const wanted = makeRunPlan({ flags: given, file, benchmarks, findRecipe });
  const plan = await makePlan(wanted);
  const command = runCommandLine(configFile, given);
  if (wanted.json) printJson({ ...plan, command });
  else printPlan(plan, wanted.reuse, command);
  return 0;
}
