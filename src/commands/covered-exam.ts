import type { Benchmark } from '../benchmarks/benchmark.ts';
import { benchmarks } from '../benchmarks/index.ts';
import { sampleExam } from '../benchmarks/sample-exam.ts';
import { InputError } from '../errors.ts';
import { findRecipe } from '../recipes/index.ts';
import type { BenchmarkRecipe } from '../recipes/recipe.ts';
import { mergeText } from '../report/run-details.ts';
import type { RunRecord } from '../results/run-record.ts';

/** An exam as a run covers it. */
interface CoveredExam {
  /** The exam, or its sample exam where the run is of that. */
  readonly benchmark: Benchmark;
  /** The run's recipe for it, with the recipe's id. */
  readonly recipe: BenchmarkRecipe & { readonly id: string };
  /** What a reader of its numbers must know beside the recipe's own deviations. */
  readonly notes: readonly string[];
}

/** What a run's record says of one of its exams. Throws InputError where this version does not know exam or recipe. */
export function coveredExam(record: RunRecord, covered: RunRecord['benchmarks'][number]): CoveredExam {
  const recipe = findRecipe(record.recipe);
  const benchmark = benchmarks.find(({ id }) => id === covered.benchmark);
  const rules = recipe.benchmarks[covered.benchmark];
  if (benchmark === undefined || rules === undefined) {
    throw new InputError(
      `Run ${record.id} has ${covered.benchmark} under ${recipe.id}, which this version does not know.`,
    );
  }
  const overridden = covered.letterRule !== rules.letters;
  return {
    benchmark: covered.samples === undefined ? benchmark : sampleExam(benchmark, covered.samples),
    // What fiveshot does otherwise than the source of a recipe is no matter of another harness's log.
    recipe: { ...rules, id: recipe.id, ...(record.imported === undefined ? {} : { deviations: [] }) },
    notes: [
      ...(covered.samples !== undefined
        ? ["fiveshot's own sample questions: nothing here is a score on the exam"]
        : []),
      ...(overridden
        ? [`letters by rule '${covered.letterRule}' instead of the recipe's '${rules.letters}'`]
        : []),
      ...importNotes(record, covered),
      ...shardNotes(record),
      ...(record.settings.reuse || record.imported !== undefined
        ? []
        : ['shots computed anew for each question']),
    ],
  };
}

/** That a run has a part of its questions, and which. */
function shardNotes({ shard, merged }: RunRecord): string[] {
  if (shard !== undefined) return [`shard ${shard.index} of ${shard.of} alone: a part of the run`];
  return merged === undefined || merged.shards.length === merged.of
    ? []
    : [`merged from ${mergeText(merged)}: a part of the run`];
}

function importNotes({ imported, recipe }: RunRecord, covered: RunRecord['benchmarks'][number]): string[] {
  if (imported === undefined) return [];
  const { otherPrompts = 0, byIdAlone = 0, leftOut = 0 } = covered.imported ?? {};
  const notes: [applies: boolean, text: string][] = [
    [
      true,
      `imported from a log of ${imported.source}${imported.version === null ? '' : ` ${imported.version}`}: the model is not hashed, and what of a prompt did not fit is not known`,
    ],
    [otherPrompts > 0, `prompts that are not those of ${recipe}: ${otherPrompts}`],
    [byIdAlone > 0, `questions that the log names without their text: ${byIdAlone}`],
    [leftOut > 0, `questions of the log that ${recipe} does not score: ${leftOut}`],
  ];
  return notes.filter(([applies]) => applies).map(([, text]) => text);
}
