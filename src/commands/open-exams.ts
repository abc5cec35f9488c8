import { benchmarks } from '../benchmarks/index.ts';
import { parseTasks } from '../config/tasks.ts';
import { openBenchmark, resolveDataFolder } from '../datasets/data-folder.ts';
import type { Task } from '../config/tasks.ts';
import { findRecipe } from '../recipes/index.ts';
import type { Split } from '../records.ts';
import { type ExamChoice, loadExam, type SubjectRun } from './exams.ts';

/** What `run` and `prompt` are told about exams, by flags or a config file. */
export interface ExamRequest extends ExamChoice {
  readonly tasks: readonly Task[];
  readonly data: { readonly flag?: string | undefined; readonly config?: string | undefined };
}

/** The flags of `prompt` as a request. Throws InputError for unknown names. */
export function requestFromFlags(flags: {
  readonly tasks?: readonly string[] | undefined;
  readonly data?: string | undefined;
  readonly recipe?: string | undefined;
  readonly split?: Split | undefined;
  readonly shots?: number | undefined;
}): ExamRequest {
  return {
    tasks: parseTasks(flags.tasks ?? [], benchmarks),
    data: { flag: flags.data },
    recipe: findRecipe(flags.recipe ?? 'card-1'),
    split: flags.split,
    shots: flags.shots,
  };
}

/** Finds and reads every exam of a request. Throws InputError where one can't be found or read. */
export async function openExams(request: ExamRequest): Promise<readonly SubjectRun[]> {
  const folder = resolveDataFolder({ ...request.data, env: process.env, cwd: process.cwd() });
  const exams = await Promise.all(
    request.tasks.map(async (task) => loadExam(task, await openBenchmark(task.benchmark, folder), request)),
  );
  return exams.flat();
}
