import type { JournalEntry } from '../records.ts';
import type { RunFacts, RunReport } from '../report/run-report.ts';
import type { RunRecord } from '../results/run-record.ts';
import { aggregate } from '../scoring/aggregate.ts';
import { assertOwnEntries } from '../scoring/own-entries.ts';
import { wilsonInterval } from '../scoring/statistics/wilson.ts';
import { coveredExam } from './covered-exam.ts';

/**
 * A run's journal as summaries by its recipe, with the facts that its tables tell.
 * Throws InputError as `assertOwnJournal` does.
 */
export function reportOf(record: RunRecord, entries: readonly JournalEntry[]): RunReport {
  assertOwnJournal(record, entries);
  const summaries = record.benchmarks.map((covered) => {
    const { benchmark, recipe, notes } = coveredExam(record, covered);
    return aggregate({
      benchmark,
      recipe,
      selected: covered.subjects,
      entries: entries.filter(({ id }) => id.startsWith(`${covered.benchmark}/`)),
      letters: LETTERS,
      notes,
    });
  });
  return { facts: runFacts(record), summaries };
}

/**
 * Refuses a journal that can't be the run's.
 * Throws InputError where an entry is of something that the run did not ask or contradicts its own scores, or where this
 * version does not know what the run asked.
 */
export function assertOwnJournal(record: RunRecord, entries: readonly JournalEntry[]): void {
  const exams = record.benchmarks.map((covered) => ({
    benchmark: coveredExam(record, covered).benchmark,
    selected: covered.subjects,
  }));
  assertOwnEntries({ id: record.id, exams, letters: LETTERS }, entries);
}

/** What the tables of a run tell of it. */
export function runFacts({
  id,
  model,
  precision,
  flips,
  benchmarks: covered,
  settings,
}: RunRecord): RunFacts {
  return {
    id,
    model: model.name,
    precision,
    ...(flips !== undefined && {
      flips: { ...flips, interval: wilsonInterval({ part: flips.flips, whole: flips.questions }) },
    }),
    letters: Object.fromEntries(covered.map((one) => [one.benchmark, one.letterRule])),
    shots: settings.shots,
    maxTokens: settings.maxTokens,
    limit: settings.limit,
  };
}

/** All four exams are cut down to questions with these letters. */
const LETTERS = ['A', 'B', 'C', 'D'];
