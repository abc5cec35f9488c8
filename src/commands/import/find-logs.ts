import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { InputError } from '../../errors.ts';
import { lmEvalTask } from '../../imports/lm-eval/task-name.ts';
import type { LoggedTask } from '../../imports/logged.ts';
import { openCompassTask } from '../../imports/opencompass/dataset-name.ts';

/** The harness that wrote a log. */
export type LogSource = 'lm-eval' | 'opencompass';

/** A log file of one subject. */
export interface LogFile {
  readonly source: LogSource;
  readonly path: string;
  /** Without its folder. */
  readonly name: string;
  /** The task's or data set's name in the harness. */
  readonly taskName: string;
  /** As lm-eval writes it into its names; null elsewhere. */
  readonly date: string | null;
  readonly task: LoggedTask;
}

/** Files that one import reads. The four exams have 133 subjects. */
const MAX_FILES = 1000;

/**
 * The log files that paths name: files, and those in folders or in the one folder of a model inside; files of other tasks
 * are passed over there.
 * Throws InputError where a path is neither, a file is no log of an exam's subject, several models' folders are inside, or
 * both harnesses are named.
 */
export async function findLogs(paths: readonly string[]): Promise<readonly LogFile[]> {
  const found: LogFile[] = [];
  for (const path of paths) found.push(...(await logsAt(path)));
  if (found.length > MAX_FILES) {
    throw new InputError(
      `These are ${found.length} log files; at most ${MAX_FILES} are imported into a run.`,
    );
  }
  const other = found.find(({ source }) => source !== found[0]?.source);
  if (other !== undefined) {
    throw new InputError(
      `${found[0]?.path} is a log of ${found[0]?.source} and ${other.path} of ${other.source}: import each into a run of its own.`,
    );
  }
  return found;
}

async function logsAt(path: string): Promise<readonly LogFile[]> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) throw new InputError(`There is no ${path}: name log files, or folders of them.`);
  if (!entry.isDirectory()) {
    const log = logOf(path);
    if (log !== null) return [log];
    throw new InputError(
      `${path} is no log of a subject of an exam: samples_TASK_DATE.jsonl of lm-eval and predictions/MODEL/DATASET.json of OpenCompass are, with tasks such as mmlu_law, ceval-valid_law, agieval_sat_math, ceval-law, lukaemon_mmlu_law, GaokaoBench_2010-2022_History_MCQs.`,
    );
  }
  const logs = await logsIn(path);
  if (logs.length > 0) return logs;
  const [inside, another] = await foldersOfLogs(path);
  if (inside !== undefined && another === undefined) return inside.logs;
  if (inside !== undefined && another !== undefined) {
    throw new InputError(
      `${path} has logs in ${inside.folder} and in ${another.folder}: name the folder of one model.`,
    );
  }
  throw new InputError(
    `${path} has no log of a subject of an exam: name the folder that holds samples_TASK_DATE.jsonl of lm-eval, or predictions/MODEL of OpenCompass.`,
  );
}

async function logsIn(folder: string): Promise<readonly LogFile[]> {
  return (await readdir(folder)).toSorted().flatMap((name) => logOf(join(folder, name)) ?? []);
}

/** Folders with logs, one level below the folder that a harness was told to write to: it makes one for each model. */
async function foldersOfLogs(
  path: string,
): Promise<readonly { readonly folder: string; readonly logs: readonly LogFile[] }[]> {
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const folders = entries.map(({ name }) => join(path, name)).toSorted();
  const found = await Promise.all(folders.map(async (folder) => ({ folder, logs: await logsIn(folder) })));
  return found.filter(({ logs }) => logs.length > 0);
}

/** What a file's name says, or null where it is no log's. */
function logOf(path: string): LogFile | null {
  const name = basename(path);
  const [, lmEvalName, date] = /^samples_(.+?)(?:_(\d{4}-\d\d-\d\dT[\d.:-]+))?\.jsonl$/.exec(name) ?? [];
  if (lmEvalName !== undefined) {
    const task = lmEvalTask(lmEvalName, benchmarks);
    return task && { source: 'lm-eval', path, name, taskName: lmEvalName, date: date ?? null, task };
  }
  const [, dataset] = /^(.+)\.json$/.exec(name) ?? [];
  const task = dataset === undefined ? null : openCompassTask(dataset, benchmarks);
  if (dataset === undefined || task === null) return null;
  return { source: 'opencompass', path, name, taskName: dataset, date: null, task };
}

/** The name of the folder that a log lies in, which both harnesses give the model's. */
export function folderOf({ path }: LogFile): string {
  return basename(dirname(resolve(path)));
}
