import type { Command } from './command.ts';
import { datasets } from './datasets.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { tasks } from './tasks.ts';

/** All commands, in the order of the help text. */
export const commands: readonly Command[] = [run, report, tasks, datasets];
