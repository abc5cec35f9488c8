import { InputError } from '../errors.ts';
import type { JournalEntry } from '../records.ts';
import type { CountedBenchmark, SelectedSubject } from './aggregate.ts';

/**
 * Sorts a benchmark's journal entries into the subjects that a run selects.
 * Throws InputError where an entry is of none of them, where a subject has more entries than questions, or where the
 * benchmark does not know a subject: journal, run and data do not belong together.
 */
export function entriesBySubject<Entry extends Pick<JournalEntry, 'id'>>(
  benchmark: Pick<CountedBenchmark, 'id' | 'title' | 'subjects'>,
  selected: readonly SelectedSubject[],
  entries: Iterable<Entry>,
): Map<string, Entry[]> {
  const known = new Set(benchmark.subjects.map(({ id }) => id));
  const unknown = selected.find(({ subject }) => !known.has(subject));
  if (unknown !== undefined) {
    throw new InputError(
      `${benchmark.title} has no subject ${unknown.subject}, which the run selects: it belongs to another version.`,
    );
  }
  const places = new Map(
    selected.map((one) => [
      `${benchmark.id}/${one.subject}/${one.split}`,
      { ...one, own: new Array<Entry>() },
    ]),
  );
  for (const entry of entries) {
    const place = places.get(entry.id.slice(0, entry.id.lastIndexOf('/')));
    if (place === undefined) {
      throw new InputError(
        `The journal has ${entry.id}, which is not in this run's selection: it belongs to another run.`,
      );
    }
    const { subject, split, total, own } = place;
    if (own.push(entry) > total) {
      throw new InputError(
        `The journal has more entries of ${subject}/${split} than its ${total} questions: it belongs to other data.`,
      );
    }
  }
  return new Map([...places.values()].map(({ subject, own }) => [subject, own]));
}
