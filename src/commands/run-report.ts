import type { JournalEntry } from '../records.ts';
import { InputError } from '../errors.ts';
import type { RunFacts, RunReport } from '../report/run-report.ts';
import type { RunRecord } from '../results/run-record.ts';
import { aggregate } from '../scoring/aggregate.ts';
import { coveredExam } from './covered-exam.ts';

/** A run's journal as summaries by its recipe, with the facts that its tables tell. */
export function reportOf(record: RunRecord, entries: readonly JournalEntry[]): RunReport {
  const covers = (id: string): boolean =>
    record.benchmarks.some(({ benchmark }) => id.startsWith(`${benchmark}/`));
  const stray = entries.find(({ id }) => !covers(id));
  if (stray !== undefined) {
    throw new InputError(
      `The journal of run ${record.id} has ${stray.id}, of an exam that it does not cover.`,
    );
  }
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

/** What the tables of a run tell of it. */
export function runFacts({ id, model, precision, benchmarks: covered, settings }: RunRecord): RunFacts {
  return {
    id,
    model: model.name,
    precision,
    letters: Object.fromEntries(covered.map((one) => [one.benchmark, one.letterRule])),
    shots: settings.shots,
    maxTokens: settings.maxTokens,
    limit: settings.limit,
  };
}

/** All four exams are cut down to questions with these letters. */
const LETTERS = ['A', 'B', 'C', 'D'];
