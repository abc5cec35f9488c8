import { benchmarks } from '../../../benchmarks/index.ts';
import { parseTasks } from '../../../config/tasks.ts';
import { InputError } from '../../../errors.ts';
import { findRecipe } from '../../../recipes/index.ts';
import type { SubjectRun } from '../../exams.ts';
import { openExams } from '../../open-exams.ts';
import { type Ask, splitOf, subjectOf } from './asks.ts';

/** The subjects of reference scores, as far as there are such. */
export interface AskedSubjects {
  readonly runs: readonly SubjectRun[];
  /** Why a subject (`BENCHMARK/SUBJECT`) can't be asked: there is none of that name, or the data lacks it. */
  readonly faults: ReadonlyMap<string, InputError>;
}

/** Reads the subjects that are asked for; one that can't be read keeps no other from being compared. */
export async function openAsked(
  { recipe, references }: Ask,
  data: string | undefined,
): Promise<AskedSubjects> {
  const ids = [...references.keys()];
  const subjects = [...new Set(ids.map(subjectOf))];
  const open = async (names: readonly string[]): Promise<readonly SubjectRun[]> =>
    openExams({
      tasks: parseTasks(names, benchmarks),
      data: { flag: data },
      recipe: findRecipe(recipe),
      split: splitOf(ids[0] ?? ''),
      shots: undefined,
    });
  const all = await orFault(open(subjects));
  if (!(all instanceof InputError)) return { runs: all, faults: new Map() };
  const runs: SubjectRun[] = [];
  const faults = new Map<string, InputError>();
  for (const subject of subjects) {
    const own = await orFault(open([subject]));
    if (own instanceof InputError) faults.set(subject, own);
    else runs.push(...own);
  }
  return { runs, faults };
}

async function orFault<Value>(work: Promise<Value>): Promise<Value | InputError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
