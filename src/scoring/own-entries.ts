import { InputError } from '../errors.ts';
import type { JournalEntry } from '../records.ts';
import type { CountedBenchmark, SelectedSubject } from './aggregate.ts';
import { entriesBySubject } from './entries-by-subject.ts';
import { type ChosenEntry, entryFault } from './entry-fault.ts';

/** What a run asked and with which letters. */
interface AskedRun {
  readonly id: string;
  readonly exams: readonly {
    readonly benchmark: Pick<CountedBenchmark, 'id' | 'title' | 'subjects'>;
    readonly selected: readonly SelectedSubject[];
  }[];
  /** `A` first. */
  readonly letters: readonly string[];
}

/**
 * Refuses a journal that can't be this run's: with an entry of something that it did not ask, or with one that contradicts
 * its own scores. Entries are in the journal's order, so that a message can name the line.
 *
 * An index past the end of its subject is not found: it is the row in the source file before any filter, and a record tells
 * how many questions the filter left, not how many rows there were. No more entries than questions is what can be asked.
 * Throws InputError with the first fault.
 */
export function assertOwnEntries(
  { id: run, exams, letters }: AskedRun,
  entries: readonly (Pick<JournalEntry, 'id'> & ChosenEntry)[],
): void {
  const entriesOf = new Map(
    exams.map(({ benchmark }) => [benchmark.id as string, new Array<{ id: string }>()]),
  );
  for (const [index, entry] of entries.entries()) {
    const own = entriesOf.get(entry.id.slice(0, entry.id.indexOf('/')));
    if (own === undefined) {
      throw new InputError(`The journal of run ${run} has ${entry.id}, of an exam that it does not cover.`);
    }
    own.push(entry);
    const fault = entryFault(entry, letters);
    if (fault !== null) {
      throw new InputError(
        `Line ${index + 1} of the journal of run ${run}, ${entry.id}, contradicts itself: ${fault}; restore the file.`,
      );
    }
  }
  for (const { benchmark, selected } of exams) {
    entriesBySubject(benchmark, selected, entriesOf.get(benchmark.id) ?? []);
  }
}
