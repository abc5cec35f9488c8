import type { Command } from './command.ts';
import { card } from './card.ts';
import { compare } from './compare.ts';
import { datasets } from './datasets.ts';
import { explain } from './explain.ts';
import { importCommand } from './import.ts';
import { leaderboard } from './leaderboard.ts';
import { merge } from './merge.ts';
import { model } from './model.ts';
import { plan } from './plan.ts';
import { prompt } from './prompt.ts';
import { quickstart } from './quickstart.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { submit } from './submit.ts';
import { tasks } from './tasks.ts';
import { view } from './view.ts';

/** All commands, in the order of the help text. */
export const commands: readonly Command[] = [
  quickstart,
  run,
  plan,
  prompt,
  report,
  leaderboard,
  compare,
  explain,
  importCommand,
  merge,
  submit,
  view,
  tasks,
  datasets,
  model,
  card,
];
