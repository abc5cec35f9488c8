import { trackProgress } from '../../../engine/progress.ts';
import { InputError } from '../../../errors.ts';
import { type Agreement, CLEAR_MARGIN } from '../../../scoring/agreement.ts';
import { printJson, printLine, printTable } from '../../print.ts';
import type { LocalModel } from '../../run/model.ts';
import { createStatus } from '../../run/status-line.ts';
import { firstOfEachSubject, subjectOf } from './asks.ts';
import { type ComparedScores, compareScores, type NotCompared } from './compare-scores.ts';
import { readReferences, type ReferenceScore } from './read-references.ts';

/** Largest difference of a letter's score that counts as none, where `--tolerance` doesn't say. */
export const TOLERANCE = 1e-3;

/** Lines of what was not compared, before it is said how many more questions there are. */
const NAMED = 10;

export interface AgainstFlags {
  readonly against: string;
  readonly data: string | undefined;
  readonly tolerance: number | undefined;
  readonly limit: number | undefined;
  readonly threads: number | undefined;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}

/** What is to be compared, read before any model is built. */
export interface AskedComparison extends Omit<AgainstFlags, 'tolerance' | 'limit'> {
  readonly references: readonly ReferenceScore[];
  readonly tolerance: number;
}

/** Reads the reference scores that flags ask for. Throws InputError where the file or a flag can't be used. */
export function readComparison({ tolerance = TOLERANCE, limit, ...flags }: AgainstFlags): AskedComparison {
  if (!(tolerance >= 0)) {
    const is = Number.isNaN(tolerance) ? 'is not a number' : `is ${tolerance}`;
    throw new InputError(`--tolerance ${is}: it must be a number of at least 0.`);
  }
  const all = readReferences(flags.against);
  return { ...flags, tolerance, references: limit === undefined ? all : firstOfEachSubject(all, limit) };
}

/**
 * Compares a model's letter scores with reference scores and prints them by exam. Exit code 1 where a score differs by
 * more than the tolerance or a question could not be compared. Throws InputError where data or model can't be used.
 */
export async function verifyAgainst(model: LocalModel, asked: AskedComparison): Promise<number> {
  const { against, data, references, threads, tolerance } = asked;
  const status = createStatus(process.stderr, asked.quiet === true);
  const total = references.length;
  const progress = trackProgress({ done: 0, total, totalWork: total }, () => performance.now());
  const onQuestion = (subject: string): void => status.progress(progress.advance(subject, 1));
  const compared = await compareScores({ model, data, references, threads, onQuestion });
  status.done();
  const ok = within(compared, tolerance);
  if (asked.json === true) {
    const exams = Object.fromEntries(compared.exams);
    printJson({ model: model.name, against, tolerance, ok, exams, notCompared: compared.notCompared });
  } else printCompared(compared, tolerance);
  return ok ? 0 : 1;
}

/** Whether all could be compared, and no score differs by more than the tolerance. */
export function within(compared: ComparedScores, tolerance: number): boolean {
  return compared.notCompared.length === 0 && agree(compared, tolerance);
}

function agree({ exams }: ComparedScores, tolerance: number): boolean {
  return [...exams.values()].every(({ difference }) => difference <= tolerance);
}

function printCompared(compared: ComparedScores, tolerance: number): void {
  const { exams, notCompared } = compared;
  printTable(
    ['exam', 'questions', 'largest difference', 'changed answers', `of these, margin above ${CLEAR_MARGIN}`],
    [...exams].map(([exam, agreement]) => agreementRow(exam, agreement)),
  );
  const alike = alikeOf(notCompared);
  for (const line of alike.slice(0, NAMED).map(namedTogether)) printLine(`not compared: ${line}`);
  const more = alike.slice(NAMED).reduce((sum, { length }) => sum + length, 0);
  if (more > 0) printLine(`not compared: ${more} more; --json names all`);
  printLine(verdict(compared, tolerance));
}

function verdict(compared: ComparedScores, tolerance: number): string {
  const missing = compared.notCompared.length;
  const end = `within ${tolerance} of the reference`;
  if (missing === 0) return agree(compared, tolerance) ? `all ${end}` : `NOT ${end}`;
  const questions = missing === 1 ? '1 question was' : `${missing} questions were`;
  return agree(compared, tolerance)
    ? `${end}, but ${questions} not compared`
    : `NOT ${end}, and ${questions} not compared`;
}

/** Questions of one subject that are not compared for one reason, together. */
function alikeOf(notCompared: readonly NotCompared[]): readonly (readonly NotCompared[])[] {
  const alike = new Map<string, NotCompared[]>();
  for (const one of notCompared) {
    const key = JSON.stringify([subjectOf(one.questionId), one.reason]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()];
}

function namedTogether([first, ...others]: readonly NotCompared[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more of its subject`;
  return `${first?.questionId}${more}: ${first?.reason}`;
}

/** An exam's agreement in the columns exam, questions, largest difference, changed answers, and clear ones of these. */
export function agreementRow(
  exam: string,
  { questions, difference, changed, changedClearly }: Agreement,
): readonly string[] {
  return [exam, `${questions}`, difference.toFixed(6), `${changed}`, `${changedClearly}`];
}
