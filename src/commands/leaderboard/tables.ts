import type { Benchmark } from '../../benchmarks/benchmark.ts';
import { benchmarks } from '../../benchmarks/index.ts';
import { didYouMean, InputError } from '../../errors.ts';
import type { PublishedTable } from '../../records.ts';
import {
  buildLeaderboard,
  buildSampleLeaderboard,
  type LeaderboardRun,
} from '../../report/leaderboard/build.ts';
import type { LeaderboardChoice } from '../../report/leaderboard/choice.ts';
import type { Leaderboard } from '../../report/leaderboard/leaderboard.ts';
import { readPublished } from '../../results/published.ts';
import { type ExamRun, readExamRuns, runsOfTable } from './read-runs.ts';

/** Everything that tables can be made of. */
export interface LeaderboardTables {
  /** Makes one table. Throws InputError where there is none of this id; `where` is who asks for it. */
  make(id: string, choice: LeaderboardChoice, where?: string): Leaderboard;
  /** Makes every table that has a row, in the order of the exams; the published ones, empty, where none has. */
  makeAll(choice: LeaderboardChoice): readonly Leaderboard[];
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
          runs: () => runsOfTable(table, examRuns, { ...input, subjects }),
        };
      }),
  );
  const makers = new Map(
    entries.flatMap(({ table, average, runs }): [string, Maker][] => [
      [table.table, (choice) => buildLeaderboard({ table, average, runs: runs(), choice })],
      [
        `${table.table}-samples`,
        (choice) => buildSampleLeaderboard({ table, average, runs: runs(), choice }),
      ],
    ]),
  );
  const make: LeaderboardTables['make'] = (id, choice, where) => {
    const maker = makers.get(id);
    if (maker !== undefined) return maker(choice);
    const place = where === undefined ? '' : `${where}: `;
    const ids = [...makers.keys()];
    throw new InputError(`${place}There is no table '${id}', only ${ids.join(', ')}.${didYouMean(id, ids)}`);
  };
  return {
    make,
    makeAll(choice) {
      const made = [...makers.values()].map((maker) => maker(choice));
      const filled = made.filter(({ rows }) => rows.length > 0);
      return filled.length > 0 ? filled : entries.map(({ table }) => make(table.table, choice));
    },
  };
}

type Maker = (choice: LeaderboardChoice) => Leaderboard;

interface Entry {
  readonly table: PublishedTable;
  readonly average: string;
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
