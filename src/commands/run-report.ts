import { benchmarks } from '../benchmarks/index.ts';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import { sampleExam } from '../benchmarks/sample-exam.ts';
import { findRecipe } from '../recipes/index.ts';
import type { BenchmarkRecipe } from '../recipes/recipe.ts';
import type { JournalEntry } from '../records.ts';
import { InputError } from '../errors.ts';
import type { RunFacts, RunReport } from '../report/run-report.ts';
import type { RunRecord } from '../results/run-record.ts';
import { aggregate } from '../scoring/aggregate.ts';

/** A run's journal as summaries by its recipe, with the facts that its tables tell. */
export function reportOf(record: RunRecord, entries: readonly JournalEntry[]): RunReport {
  const covers = (id: string): boolean =>
    record.benchmarks.some(({ benchmark }) => id.startsWith(`${benchmark}/`));
  const stray = entries.find(({ id }) => !covers(id));
  if (stray !== undefined) {
    throw new InputError(
      `The journal of run ${record.id} has ${stray.id}, of an exam that it does not cover.`,
    );
  }
  const summaries = record.benchmarks.map((covered) => {
    const { benchmark, recipe } = runExam(record, covered);
    const overridden = covered.letterRule !== recipe.letters;
    return aggregate({
      benchmark,
      recipe,
      selected: covered.subjects,
      entries: entries.filter(({ id }) => id.startsWith(`${covered.benchmark}/`)),
      letters: LETTERS,
      notes: [
        ...(covered.samples !== undefined
          ? ["fiveshot's own sample questions: nothing here is a score on the exam"]
          : []),
        ...(overridden
          ? [`letters by rule '${covered.letterRule}' instead of the recipe's '${recipe.letters}'`]
          : []),
      ],
    });
  });
  return { facts: runFacts(record), summaries };
}

/** What the tables of a run tell of it. */
export function runFacts({ id, model, precision, benchmarks: covered, settings }: RunRecord): RunFacts {
  return {
    id,
    model: model.name,
    precision,
    letters: Object.fromEntries(covered.map((one) => [one.benchmark, one.letterRule])),
    shots: settings.shots,
    maxTokens: settings.maxTokens,
    limit: settings.limit,
  };
}

/**
 * An exam of a run as its questions were, the exam's own or the samples, and how its recipe counts it.
 * Throws InputError where this version knows no such exam or recipe.
 */
export function runExam(
  record: RunRecord,
  covered: RunRecord['benchmarks'][number],
): { readonly benchmark: Benchmark; readonly recipe: BenchmarkRecipe & { readonly id: string } } {
  const recipe = findRecipe(record.recipe);
  const benchmark = benchmarks.find(({ id }) => id === covered.benchmark);
  const rules = recipe.benchmarks[covered.benchmark];
  if (benchmark === undefined || rules === undefined) {
    throw new InputError(
      `Run ${record.id} has ${covered.benchmark} under ${recipe.id}, which this version does not know.`,
    );
  }
  return {
    benchmark: covered.samples === undefined ? benchmark : sampleExam(benchmark, covered.samples),
    recipe: { ...rules, id: recipe.id },
  };
}

/** All four exams are cut down to questions with these letters. */
const LETTERS = ['A', 'B', 'C', 'D'];
