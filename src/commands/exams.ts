import type { Benchmark, ExamData, SourceFile } from '../benchmarks/benchmark.ts';
import type { Task } from '../config/tasks.ts';
import { InputError } from '../errors.ts';
import { type ExamPrompt, examPrompts } from '../prompts/exam-prompts.ts';
import type { BenchmarkRecipe, Recipe } from '../recipes/recipe.ts';
import type { Split } from '../records.ts';

/** A subject of a run: what is asked of it, and what it was read from. */
export interface SubjectRun {
  readonly benchmark: Benchmark;
  readonly rules: BenchmarkRecipe;
  readonly subject: string;
  readonly split: Split;
  /** All questions of the subject that the recipe scores, in file order. */
  readonly prompts: readonly ExamPrompt[];
  readonly sources: readonly SourceFile[];
  /** Where the questions are fiveshot's samples, the subjects that the samples have; else null. */
  readonly samples: readonly string[] | null;
}

export interface ExamChoice {
  readonly recipe: Recipe;
  /** Score this split in place of the recipe's. */
  readonly split: Split | undefined;
  readonly shots: number | undefined;
}

/**
 * Reads one exam of a run: its subjects in order of code units, each with its prompts.
 * Throws InputError where the copy lacks a subject or the split.
 */
export async function loadExam(
  task: Task,
  data: ExamData,
  choice: ExamChoice,
): Promise<readonly SubjectRun[]> {
  const { benchmark } = task;
  const rules = choice.recipe.benchmarks[benchmark.id];
  if (rules === undefined)
    throw new InputError(`The recipe ${choice.recipe.id} does not cover ${benchmark.id}.`);
  if (choice.split !== undefined && !benchmark.splits.includes(choice.split)) {
    throw new InputError(
      `${benchmark.title} has no split '${choice.split}': it has ${benchmark.splits.join(', ')}; leave --split out.`,
    );
  }
  const samples = data.samples ? await subjectsIn(data, benchmark) : null;
  // The sample exam is a small exam of its own: its name means the subjects that it has.
  const subjects =
    samples !== null && task.whole ? task.subjects.filter((one) => samples.includes(one)) : task.subjects;
  const split = choice.split ?? (await firstLabelled(data, subjects, rules.splits));
  return Promise.all(
    subjects.map((subject) => loadSubject({ benchmark, rules, subject, split, data, choice, samples })),
  );
}

async function subjectsIn(data: ExamData, { subjects }: Benchmark): Promise<readonly string[]> {
  const splits = await Promise.all(subjects.map(({ id }) => data.splits(id)));
  return subjects.filter((_, index) => splits[index]?.length !== 0).map(({ id }) => id);
}

/** The first split of the recipe's order in which every chosen subject has answers (docs/recipes.md); else the last. */
async function firstLabelled(
  data: ExamData,
  subjects: readonly string[],
  splits: readonly Split[],
): Promise<Split> {
  for (const split of splits) {
    if (await isLabelled(data, subjects, split)) return split;
  }
  const last = splits.at(-1);
  if (last === undefined) throw new RangeError('a recipe names at least one split');
  return last;
}

async function isLabelled(data: ExamData, subjects: readonly string[], split: Split): Promise<boolean> {
  for (const subject of subjects) {
    if (!(await data.splits(subject)).includes(split)) return false;
    if ((await data.questions(subject, split)).some(({ answer }) => answer === null)) return false;
  }
  return true;
}

interface SubjectSource {
  readonly benchmark: Benchmark;
  readonly rules: BenchmarkRecipe;
  readonly subject: string;
  readonly split: Split;
  readonly data: ExamData;
  readonly choice: ExamChoice;
  readonly samples: SubjectRun['samples'];
}

async function loadSubject({
  benchmark,
  rules,
  subject,
  split,
  data,
  choice,
  samples,
}: SubjectSource): Promise<SubjectRun> {
  const takesDev = rules.shots.kind !== 'hash-split' && choice.shots !== 0;
  const questions = await data.questions(subject, split);
  const dev = takesDev ? await data.questions(subject, 'dev') : [];
  const displayName = benchmark.subjects.find(({ id }) => id === subject)?.displayName ?? subject;
  const exam = { benchmark: benchmark.id, subject, displayName, questions, dev };
  const sources = [
    ...(await data.sources(subject, split)),
    ...(takesDev ? await data.sources(subject, 'dev') : []),
  ];
  return {
    benchmark,
    rules,
    subject,
    split,
    prompts: examPrompts(choice.recipe, choice.shots === undefined ? exam : { ...exam, shots: choice.shots }),
    sources,
    samples,
  };
}
