import { distinctNames } from '../report/distinct-names.ts';
import type { Leaderboard } from '../report/leaderboard/leaderboard.ts';
import type { DetailedRun } from '../report/run-details.ts';
import { readPublished } from '../results/published.ts';
import type { RunRecord } from '../results/run-record.ts';
import { type ExamRun, examRunsOf } from './leaderboard/read-runs.ts';
import { tablesOf } from './leaderboard/tables.ts';
import { PUBLISHED_FOLDER } from './published-folder.ts';

/** A run with its record, as a page of runs takes it. */
interface PageRun extends DetailedRun {
  readonly details: RunRecord;
}

/**
 * The published tables of the exams that runs are of, with the runs among their rows by average. A run that is no whole run
 * of its exam stands below them and carries that as footnotes; one of the sample questions has no row.
 * Throws InputError where the published tables can't be read.
 */
export async function pageLeaderboards(
  runs: readonly PageRun[],
  published: string = PUBLISHED_FOLDER,
): Promise<readonly Leaderboard[]> {
  const examRuns: ExamRun[] = [];
  for (const { facts, details, summaries } of distinctNames(runs)) {
    const named = { ...details, model: { ...details.model, name: facts.model } };
    examRuns.push(...(await examRunsOf(named, summaries, details.id)));
  }
  const tables = await readPublished(published);
  const exams = [...new Set(examRuns.map(({ benchmark }) => benchmark))];
  const leaderboards = tablesOf(tables, examRuns, { allowIncomplete: true });
  return exams.flatMap((exam) =>
    tables
      .filter(({ benchmark }) => benchmark === exam)
      .map(({ table }) => leaderboards.make(table, { rows: 'all', order: 'average' })),
  );
}
