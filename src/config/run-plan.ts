import type { Benchmark } from '../benchmarks/benchmark.ts';
import { InputError } from '../errors.ts';
import { type Precision, PRECISIONS } from '../precision.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { LetterRule, Split } from '../records.ts';
import type { Config } from './schema.ts';
import { parseShard, type Shard } from './shard.ts';
import { parseTasks, type Task } from './tasks.ts';

/** Everything that a run was asked to do, with every default filled in. */
export interface RunPlan {
  readonly model: string;
  readonly tasks: readonly Task[];
  /** Data folders as asked: a flag wins over the config file. */
  readonly data: { readonly flag?: string; readonly config?: string };
  readonly recipe: Recipe;
  readonly split?: Split;
  readonly shots?: number;
  readonly limit?: number;
  /** None where the model folder decides; auto is the fastest that changes next to no answer. */
  readonly precision?: Precision | 'auto';
  /** Whether a sample of another precision's answers is compared with those of fp32; yes where it is absent. */
  readonly compare?: boolean;
  readonly letters?: LetterRule;
  readonly threads?: number;
  /** Copies of the model that score side by side. */
  readonly replicas?: number;
  readonly maxTokens?: number;
  readonly reuse: boolean;
  /** The part of the run that this machine does; absent for all of it. */
  readonly shard?: Shard;
  readonly out?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export interface PlanSources {
  readonly flags: Config;
  readonly file: Config;
  readonly benchmarks: readonly Benchmark[];
  /** Finds a recipe by id; throws InputError where there is none. */
  readonly findRecipe: (id: string) => Recipe;
}

/**
 * Joins flags, config file and defaults. Throws InputError where the model or the tasks are missing, where a name is
 * unknown, where the recipe does not cover an exam that was asked for, or where a shard is to choose its own precision.
 */
export function makeRunPlan({ flags, file, benchmarks, findRecipe }: PlanSources): RunPlan {
  const chosen = { ...file, ...definedOnly(flags) };
  if (chosen.model === undefined)
    throw new InputError(
      'No model was given: name a checkpoint folder, a .gguf file, a model of the Hugging Face hub or a model folder with --model.',
    );
  const recipe = findRecipe(chosen.recipe ?? 'card-1');
  const asked = chosen.tasks ?? [];
  const tasks = parseTasks(typeof asked === 'string' ? [asked] : asked, benchmarks);
  for (const { benchmark } of tasks) {
    if (recipe.benchmarks[benchmark.id] !== undefined) continue;
    throw new InputError(
      `The recipe ${recipe.id} does not cover ${benchmark.id} (it covers ${Object.keys(recipe.benchmarks).join(', ')}): choose another with --recipe or leave ${benchmark.id} out of --tasks.`,
    );
  }
  const { shard, ...others } = chosen;
  const part = shard === undefined ? null : parseShard(shard);
  if (part !== null && chosen.precision === 'auto')
    throw new InputError(
      `--precision auto is chosen by a measurement, and the shards of a run have one precision: name one of ${PRECISIONS.join(', ')}.`,
    );
  return Object.freeze({
    ...others,
    ...(part === null ? {} : { shard: part }),
    model: chosen.model,
    recipe,
    tasks,
    data: { flag: flags.data, config: file.data },
    reuse: chosen.reuse ?? true,
    json: chosen.json ?? false,
    quiet: chosen.quiet ?? false,
  });
}

/** A flag that was not given must not hide the config file's value. */
function definedOnly(flags: Config): Config {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
