import type { JournalEntry } from '../../src/records.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import type { ViewedRun } from '../../src/viewer/run-index.ts';
import { createApi, type FindTexts } from '../../src/viewer/api.ts';

/** A run's record and journal as the viewer takes them; the folder's name is made up. */
export function viewedRun(
  { record, entries }: { readonly record: RunRecord; readonly entries: readonly JournalEntry[] },
  folder: string,
): ViewedRun {
  const exams = record.benchmarks.map(({ benchmark, letterRule, samples, subjects }) => ({
    benchmark,
    title: benchmark.toUpperCase(),
    samples: samples !== undefined,
    letterRule,
    subjects: subjects.map(({ subject, split, total }) => ({ subject, split, total, category: null })),
  }));
  return { folder, record, entries, exams };
}

/** For tests that ask for no text. */
export const noTexts: FindTexts = async () => ({ found: false, why: 'No data.', command: 'fiveshot prompt' });

/** Asks the viewer's addresses without a server. */
export function apiOver(
  runs: readonly Parameters<typeof viewedRun>[0][],
): (name: string, query: Readonly<Record<string, string>> | URLSearchParams) => Promise<object> {
  const api = createApi(
    runs.map((run, index) => viewedRun(run, `run-${index}`)),
    noTexts,
  );
  return (name, query) => api(name, new URLSearchParams(query));
}
