import { benchmarks } from '../../benchmarks/index.ts';
import { parseTasks } from '../../config/tasks.ts';
import { InputError } from '../../errors.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import type { BenchmarkId, Split } from '../../records.ts';
import type { SubjectRun } from '../exams.ts';
import { openExams } from '../open-exams.ts';
import { type AlignedSubject, alignSubject } from './align-subject.ts';
import type { ReadLog } from './read-logs.ts';

interface ExamSource {
  readonly recipe: Recipe;
  readonly data: string | undefined;
  /** Null for the number that the prompts have. */
  readonly shots: number | null;
}

/** The logs' subjects with their answers, and the number of shots. */
interface OpenedSubjects {
  readonly subjects: readonly AlignedSubject[];
  readonly shots: number;
}

/**
 * Reads the exams of logs from the data, and finds each logged question in them. Where nobody says how many shots the prompts
 * have, they must be the recipe's own with some number of them.
 * Throws InputError where the data is not that of the logs, or the number of shots can't be found.
 */
export async function openSubjects(logs: readonly ReadLog[], source: ExamSource): Promise<OpenedSubjects> {
  if (source.shots !== null) {
    return { subjects: await alignAll(logs, { ...source, shots: source.shots }), shots: source.shots };
  }
  const aligned = await alignAll(logs, { ...source, shots: undefined });
  const found = aligned.flatMap(({ questions }) => questions.flatMap(({ shots }) => shots ?? []));
  if (found.length === 0) {
    throw new InputError(
      `The log does not say how many shots its prompts have, and none of them is a prompt of ${source.recipe.id}: say it with --shots.`,
    );
  }
  // Prompts that were too long have fewer.
  const shots = found.reduce((most, one) => Math.max(most, one), 0);
  return { subjects: await alignAll(logs, { ...source, shots }), shots };
}

interface ChosenSource {
  readonly recipe: Recipe;
  readonly data: string | undefined;
  readonly shots: number | undefined;
}

async function alignAll(logs: readonly ReadLog[], source: ChosenSource): Promise<readonly AlignedSubject[]> {
  const found: AlignedSubject[] = [];
  for (const { id } of benchmarks) {
    const own = logs.filter(({ file }) => file.task.benchmark === id);
    if (own.length > 0) found.push(...alignExam(await openExam(id, own, source), own));
  }
  return found;
}

async function openExam(
  benchmark: BenchmarkId,
  logs: readonly ReadLog[],
  { recipe, data, shots }: ChosenSource,
): Promise<readonly SubjectRun[]> {
  if (recipe.benchmarks[benchmark] === undefined) {
    throw new InputError(
      `The recipe ${recipe.id} does not say how ${benchmark} is counted: name one that does with --recipe, such as card-1.`,
    );
  }
  const tasks = [...new Set(logs.map(({ file }) => `${benchmark}/${file.task.subject}`))];
  return openExams({
    tasks: parseTasks(tasks, benchmarks),
    data: { flag: data },
    recipe,
    split: splitOf(logs),
    shots,
  });
}

/** A run has one split of an exam. */
function splitOf(logs: readonly ReadLog[]): Split | undefined {
  const splits = logs.map(({ file, questions }) => ({
    path: file.path,
    split: file.task.split ?? splitOfId(questions[0]?.id ?? null),
  }));
  const [first] = splits;
  const other = splits.find(({ split }) => split !== first?.split);
  if (first === undefined || other === undefined) return first?.split;
  throw new InputError(
    `${first.path} is of split ${first.split} and ${other.path} of ${other.split}: import them into runs of their own.`,
  );
}

function splitOfId(id: string | null): Split | undefined {
  const [, , split] = id?.split('/') ?? [];
  return split === 'dev' || split === 'val' || split === 'test' ? split : undefined;
}

function alignExam(runs: readonly SubjectRun[], logs: readonly ReadLog[]): AlignedSubject[] {
  return runs.map((run) => {
    const own = logs.filter(({ file }) => file.task.subject === run.subject);
    const other = own.find(
      ({ file }) => file.task.samples !== (run.samples !== null) && file.task.split === null,
    );
    if (other !== undefined) {
      const isSamples = run.samples !== null;
      throw new InputError(
        `${other.file.path} is of ${isSamples ? "the exam's own questions" : "fiveshot's samples"}, and the data ${isSamples ? 'has samples' : "has the exam's"}: name the other with --data.`,
      );
    }
    return alignSubject(
      run,
      own.flatMap(({ questions }) => questions),
    );
  });
}
