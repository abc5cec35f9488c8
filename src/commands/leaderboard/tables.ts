import type { Benchmark } from '../../benchmarks/benchmark.ts';
import { benchmarks } from '../../benchmarks/index.ts';
import { didYouMean, InputError } from '../../errors.ts';
import type { PublishedTable } from '../../records.ts';
import {
  buildLeaderboard,
  buildSampleLeaderboard,
  type LeaderboardChoice,
  type LeaderboardRun,
} from '../../report/leaderboard/build.ts';
import type { Leaderboard } from '../../report/leaderboard/leaderboard.ts';
import { readPublished } from '../../results/published.ts';
import { type ExamRun, readExamRuns, runsOfTable } from './read-runs.ts';

/** Everything that tables can be made of. */
export interface LeaderboardTables {
  /** Ids in the order of the exams: published tables, and `<id>-samples` where a run asked sample questions. */
  readonly ids: readonly string[];
  /** Makes one table. Throws InputError where there is none of this id; `where` is who asks for it. */
  make(id: string, choice: LeaderboardChoice, where?: string): Leaderboard;
}

/**
 * Reads published rows and runs.
 * Throws InputError where either can't be read; `make`, where a run may not enter that table.
 */
export async function openTables(input: {
  readonly published: string;
  readonly runs: readonly string[];
  readonly allowIncomplete: boolean;
}): Promise<LeaderboardTables> {
  return tablesOf(await readPublished(input.published), await readExamRuns(input.runs), input);
}

/** Tables over published rows and runs that are read already. */
export function tablesOf(
  published: readonly PublishedTable[],
  examRuns: readonly ExamRun[],
  input: { readonly allowIncomplete: boolean },
): LeaderboardTables {
  const entries = benchmarks.flatMap((benchmark) =>
    published
      .filter((table) => table.benchmark === benchmark.id)
      .map((table): Entry => {
        const average = averageOf(table, benchmark);
        const subjects = benchmark.subjects.filter(({ byDefault }) => byDefault).map(({ id }) => id);
        return {
          table,
          average,
          hasSamples: examRuns.some(({ benchmark: exam, samples }) => exam === benchmark.id && samples),
          runs: () => runsOfTable(table, examRuns, { ...input, subjects }),
        };
      }),
  );
  const ids = entries.flatMap(({ table, hasSamples }) => [
    table.table,
    ...(hasSamples ? [`${table.table}-samples`] : []),
  ]);
  return {
    ids,
    make(id, choice, where) {
      if (!ids.includes(id)) {
        const place = where === undefined ? '' : `${where}: `;
        throw new InputError(
          `${place}There is no table '${id}', only ${ids.join(', ')}.${didYouMean(id, ids)}`,
        );
      }
      const entry = entries.find(({ table }) => table.table === id);
      if (entry !== undefined) return buildLeaderboard({ ...entry, runs: entry.runs(), choice });
      const samples = entries.find(({ table }) => `${table.table}-samples` === id);
      if (samples === undefined) throw new RangeError(`the listed table ${id} exists`);
      return buildSampleLeaderboard({ ...samples, runs: samples.runs(), choice });
    },
  };
}

interface Entry {
  readonly table: PublishedTable;
  readonly average: string;
  readonly hasSamples: boolean;
  /** Only the tables that are asked for judge the runs. */
  readonly runs: () => readonly LeaderboardRun[];
}

/** The table's column over the whole exam; every column must be one that the exam has, or no run could fill it. */
function averageOf(table: PublishedTable, benchmark: Benchmark): string {
  const known = benchmark.columns.map(({ name }) => name);
  const unknown = table.columns.find((column) => !known.includes(column));
  const average = benchmark.columns.find(({ over }) => over.kind === 'default-subjects')?.name ?? '';
  if (unknown === undefined && table.columns.includes(average)) return average;
  throw new InputError(
    `The published table '${table.table}' has ${unknown === undefined ? `no column '${average}'` : `a column '${unknown}'`}; those of ${benchmark.title} are ${known.join(', ')}.`,
  );
}
