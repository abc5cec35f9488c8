import { didYouMean, InputError } from '../errors.ts';
import type { QuestionsQuery } from './queries.ts';
import type { ViewedRun } from './run-index.ts';

/** The filters that depend on what was run, or on each other. */
type Filters = Pick<QuestionsQuery, 'exam' | 'subject' | 'margin-from' | 'margin-below'>;

/**
 * Refuses filters that no question of the runs can pass, whatever was answered: an empty list would tell nothing.
 * Throws InputError with one sentence.
 */
export function assertPossible(filters: Filters, runs: readonly ViewedRun[]): void {
  const { exam, subject, 'margin-from': from, 'margin-below': below } = filters;
  const has = runs.length === 1 ? 'the run has' : 'the runs have';
  const exams = runs.flatMap((run) => run.exams);
  const names = [...new Set(exams.map(({ benchmark }) => benchmark))];
  if (exam !== undefined && !names.includes(exam))
    throw refusal('exam', exam, `${has} only ${names.join(', ')}`);
  const subjects = exams
    .filter(({ benchmark }) => exam === undefined || benchmark === exam)
    .flatMap(({ benchmark, subjects: own }) => own.map((one) => `${benchmark}/${one.subject}`));
  if (subject !== undefined && !subjects.includes(subject))
    throw refusal(
      'subject',
      subject,
      `${has} no such subject${exam === undefined ? '' : ` of ${exam}`}`,
      subjects,
    );
  if (from !== undefined && below !== undefined && from >= below)
    throw refusal('margin-below', String(below), `it must be more than margin-from, which is ${from}`);
}

function refusal(name: string, value: string, why: string, known: readonly string[] = []): InputError {
  const shown = value.slice(0, 80);
  return new InputError(
    `The parameter ${name} is ${JSON.stringify(shown)}: ${why}.${didYouMean(shown, known)}`,
  );
}
