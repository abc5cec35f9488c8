import type { BenchmarkId, JournalEntry, QuestionId } from '../records.ts';
import type { RunRecord } from '../results/run-record.ts';
import type { ViewedExam } from './answers.ts';

/** A run folder as the viewer is given it. */
export interface ViewedRun {
  /** As the user named it. */
  readonly folder: string;
  readonly record: RunRecord;
  /** In the order of the journal. */
  readonly entries: readonly JournalEntry[];
  readonly exams: readonly Exam[];
}

/** An exam of a run; what was asked of it is counted here. */
interface Exam extends Omit<ViewedExam, 'subjects'> {
  readonly benchmark: BenchmarkId;
  readonly subjects: readonly Omit<ViewedExam['subjects'][number], 'asked'>[];
}

/** A journal entry with what filters and orders ask for, so that no request takes an id apart. */
export interface IndexedEntry {
  readonly entry: JournalEntry;
  readonly exam: string;
  /** `exam/subject`. */
  readonly subject: string;
  /** Row in the source file. */
  readonly row: number;
  /** The id in lower case, for searching. */
  readonly searched: string;
}

export const QUESTION_ORDERS = ['journal', 'id', 'margin-up', 'margin-down'] as const;
type QuestionOrder = (typeof QUESTION_ORDERS)[number];

/** A run whose questions can be looked up, filtered and paged through quickly. */
export interface RunIndex {
  readonly run: ViewedRun;
  readonly byId: ReadonlyMap<QuestionId, IndexedEntry>;
  /** All entries in an order; sorted the first time and kept. */
  ordered(order: QuestionOrder): readonly IndexedEntry[];
}

/** Indexes a run's journal once. */
export function indexRun(run: ViewedRun): RunIndex {
  const inJournal = run.entries.map(indexed);
  const kept = new Map<QuestionOrder, readonly IndexedEntry[]>([['journal', inJournal]]);
  return {
    run,
    byId: new Map(inJournal.map((one) => [one.entry.id, one])),
    ordered(order) {
      const found = kept.get(order) ?? inJournal.toSorted(COMPARE[order]);
      kept.set(order, found);
      return found;
    },
  };
}

function indexed(entry: JournalEntry): IndexedEntry {
  const [exam = '', subject = '', , row] = entry.id.split('/');
  return { entry, exam, subject: `${exam}/${subject}`, row: Number(row), searched: entry.id.toLowerCase() };
}

/** Equals keep the journal's order; questions without a margin come last either way. */
const COMPARE: Readonly<Record<QuestionOrder, (a: IndexedEntry, b: IndexedEntry) => number>> = {
  journal: () => 0,
  id: (a, b) => compareText(a.subject, b.subject) || a.row - b.row || compareText(a.entry.id, b.entry.id),
  'margin-up': (a, b) => compareMargins(a.entry.margin, b.entry.margin),
  'margin-down': (a, b) => compareMargins(negative(a.entry.margin), negative(b.entry.margin)),
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ascending, null last. */
export function compareMargins(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

/** A number with its sign turned, null as it is: for a descending order with null still last. */
export function negative(value: number | null): number | null {
  return value === null ? null : -value;
}
