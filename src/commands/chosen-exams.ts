import type { Options } from 'yargs';
import { benchmarks } from '../benchmarks/index.ts';
import { parseTasks } from '../config/tasks.ts';
import { InputError } from '../errors.ts';
import type { RunRecord } from '../results/run-record.ts';
import type { StoredRun } from './stored-run.ts';

/** Narrows two runs to some of their exams. */
export const CHOSEN_EXAMS_FLAG = {
  type: 'string',
  array: true,
  describe: 'exams to look at, such as ceval,mmlu [default: all that both runs have]',
} as const satisfies Options;

/** The folders of runs A and B, and what `--tasks` says. */
interface Chosen {
  readonly a: StoredRun;
  readonly b: StoredRun;
  readonly tasks?: readonly string[] | undefined;
}

/**
 * Two runs with the exams that `--tasks` names and no others; as they are without it.
 * Throws InputError where it names no exam, a subject, or an exam that one of them lacks.
 */
export function chosenExams({ a, b, tasks }: Chosen): readonly [StoredRun, StoredRun] {
  if (tasks === undefined) return [a, b];
  const chosen = parseTasks(tasks, benchmarks);
  const part = chosen.find(({ whole }) => !whole);
  if (part !== undefined) {
    throw new InputError(
      `--tasks names subjects of ${part.benchmark.id}: two runs are narrowed to whole exams; write ${part.benchmark.id}.`,
    );
  }
  const ids = chosen.map(({ benchmark }) => benchmark.id);
  return [narrowed(a, ids, 'A'), narrowed(b, ids, 'B')];
}

function narrowed({ record, entries }: StoredRun, ids: readonly string[], name: 'A' | 'B'): StoredRun {
  const own = record.benchmarks.map(({ benchmark }): string => benchmark);
  const missing = ids.find((id) => !own.includes(id));
  if (missing !== undefined) {
    throw new InputError(
      `--tasks names ${missing}, which ${name} does not have: its exams are ${own.join(', ') || 'none'}.`,
    );
  }
  return {
    record: { ...record, benchmarks: record.benchmarks.filter(({ benchmark }) => ids.includes(benchmark)) },
    entries: entries.filter(({ id }) => ids.includes(id.slice(0, id.indexOf('/')))),
  };
}

/** Titles of the exams that a run has and another has not. */
export function examsMissing(from: RunRecord, of: RunRecord): string[] {
  const has = new Set(from.benchmarks.map(({ benchmark }) => benchmark));
  return of.benchmarks
    .filter(({ benchmark }) => !has.has(benchmark))
    .map(({ benchmark }) => benchmarks.find(({ id }) => id === benchmark)?.title ?? benchmark);
}
