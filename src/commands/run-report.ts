import { benchmarks } from '../benchmarks/index.ts';
import { sampleExam } from '../benchmarks/sample-exam.ts';
import { findRecipe } from '../recipes/index.ts';
import type { JournalEntry } from '../records.ts';
import { InputError } from '../errors.ts';
import type { RunReport } from '../report/run-report.ts';
import type { RunRecord } from '../results/run-record.ts';
import { aggregate } from '../scoring/aggregate.ts';

/** A run's journal as summaries by its recipe, with the facts that its tables tell. */
export function reportOf(record: RunRecord, entries: readonly JournalEntry[]): RunReport {
  const recipe = findRecipe(record.recipe);
  const covers = (id: string): boolean =>
    record.benchmarks.some(({ benchmark }) => id.startsWith(`${benchmark}/`));
  const stray = entries.find(({ id }) => !covers(id));
  if (stray !== undefined) {
    throw new InputError(
      `The journal of run ${record.id} has ${stray.id}, of an exam that it does not cover.`,
    );
  }
  const summaries = record.benchmarks.map((covered) => {
    const benchmark = benchmarks.find(({ id }) => id === covered.benchmark);
    const rules = recipe.benchmarks[covered.benchmark];
    if (benchmark === undefined || rules === undefined) {
      throw new InputError(
        `Run ${record.id} has ${covered.benchmark} under ${recipe.id}, which this version does not know.`,
      );
    }
    const overridden = covered.letterRule !== rules.letters;
    return aggregate({
      benchmark: covered.samples === undefined ? benchmark : sampleExam(benchmark, covered.samples),
      recipe: { ...rules, id: recipe.id },
      selected: covered.subjects,
      entries: entries.filter(({ id }) => id.startsWith(`${covered.benchmark}/`)),
      letters: LETTERS,
      notes: [
        ...(covered.samples !== undefined
          ? ["fiveshot's own sample questions: nothing here is a score on the exam"]
          : []),
        ...(overridden
          ? [`letters by rule '${covered.letterRule}' instead of the recipe's '${rules.letters}'`]
          : []),
      ],
    });
  });
  return {
    facts: {
      id: record.id,
      model: record.model.name,
      precision: record.precision,
      letters: Object.fromEntries(record.benchmarks.map((one) => [one.benchmark, one.letterRule])),
      shots: record.settings.shots,
      maxTokens: record.settings.maxTokens,
      limit: record.settings.limit,
    },
    summaries,
  };
}

/** All four exams are cut down to questions with these letters. */
const LETTERS = ['A', 'B', 'C', 'D'];
