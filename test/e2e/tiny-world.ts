import { join } from 'node:path';
import { buildModel } from '../../src/builder/build.ts';
import { type CheckpointChoices, writeCheckpoint } from './tiny-checkpoint.ts';
import { TASKS, writeExams } from './tiny-exams.ts';

/** Every subject of the small exams, for `--tasks`. */
export const ALL_TASKS = Object.values(TASKS).flat().join(',');

/** Writes the small exams to `data` and a built model to `model` below a folder. */
export async function makeTinyWorld(folder: string): Promise<void> {
  writeExams(join(folder, 'data'));
  await makeModel(folder, 'model');
}

/** Writes a checkpoint and builds it into the folder `name`. */
export async function makeModel(
  folder: string,
  name: string,
  choices: CheckpointChoices = {},
): Promise<void> {
  const checkpoint = join(folder, `${name}-checkpoint`);
  writeCheckpoint(checkpoint, choices);
  await buildModel({ checkpoint, out: join(folder, name) });
}
