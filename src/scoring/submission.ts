import type { JournalEntry } from '../records.ts';

/** A subject with a number of its questions: all that an exam asks, or those that are missing. */
export interface AskedSubject {
  readonly subject: string;
  readonly questions: number;
}

/** Answers by subject and 0-based row of its file. */
export type Answers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a submission lacks; each list names subjects with how many of their questions. */
export interface SubmissionLack {
  /** Subjects that the run does not cover. */
  readonly notRun: readonly string[];
  readonly notAsked: readonly AskedSubject[];
  /** Asked, but nothing could be chosen. */
  readonly notAnswered: readonly AskedSubject[];
}

interface SubmissionInput {
  readonly benchmark: string;
  readonly split: string;
  readonly asked: readonly AskedSubject[];
  /** Subjects of the run in that split. */
  readonly run: ReadonlySet<string>;
  readonly entries: readonly Pick<JournalEntry, 'id' | 'chosen'>[];
}

/** The chosen letters of every question of an exam, or what is missing of them. */
export function collectAnswers({
  benchmark,
  split,
  asked,
  run,
  entries,
}: SubmissionInput): { readonly answers: Answers } | { readonly lack: SubmissionLack } {
  const chosen = new Map(entries.map((entry) => [entry.id, entry.chosen]));
  const covered = asked.filter(({ subject }) => run.has(subject));
  const rows = covered.map(({ subject, questions }) => ({
    subject,
    letters: Array.from({ length: questions }, (_, row) =>
      chosen.get(`${benchmark}/${subject}/${split}/${row}`),
    ),
  }));
  const lacking = (value: null | undefined): AskedSubject[] =>
    rows
      .map(({ subject, letters }) => ({ subject, questions: letters.filter((one) => one === value).length }))
      .filter(({ questions }) => questions > 0);
  const lack = {
    notRun: asked.filter(({ subject }) => !run.has(subject)).map(({ subject }) => subject),
    notAsked: lacking(undefined),
    notAnswered: lacking(null),
  };
  if (lack.notRun.length + lack.notAsked.length + lack.notAnswered.length > 0) return { lack };
  const answers: Record<string, Record<string, string>> = {};
  for (const { subject, letters } of rows) {
    answers[subject] = Object.fromEntries(letters.map((letter, row) => [String(row), letter ?? '']));
  }
  return { answers };
}
