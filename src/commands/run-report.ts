import type { JournalEntry } from '../records.ts';
import { InputError } from '../errors.ts';
import type { RunReport } from '../report/run-report.ts';
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
  return {
    facts: {
      id: record.id,
      model: record.model.name,
      precision: record.precision,
      letters: Object.fromEntries(record.benchmarks.map((one) => [one.benchmark, one.letterRule])),
      shots: record.settings.shots,
      maxTokens: record.settings.maxTokens,
      limit: record.settings.limit,
    },
    summaries,
  };
}

/** All four exams are cut down to questions with these letters. */
const LETTERS = ['A', 'B', 'C', 'D'];
