import { trackProgress } from '../../../engine/progress.ts';
import { InputError } from '../../../errors.ts';
import { type Agreement, CLEAR_MARGIN } from '../../../scoring/agreement.ts';
import { printJson, printLine, printTable } from '../../print.ts';
import type { LocalModel } from '../../run/model.ts';
import { createStatus } from '../../run/status-line.ts';
import { firstOfEachSubject } from './asks.ts';
import { type ComparedScores, compareScores } from './compare-scores.ts';
import { readReferences, type ReferenceScore } from './read-references.ts';

/** Largest difference of a letter's score that counts as none, where `--tolerance` doesn't say. */
export const TOLERANCE = 1e-3;

/** Questions that are named before it is said how many more there are. */
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
  } else printCompared(compared, { tolerance, ok });
  return ok ? 0 : 1;
}

/** Whether all could be compared, and no score differs by more than the tolerance. */
export function within({ exams, notCompared }: ComparedScores, tolerance: number): boolean {
  return notCompared.length === 0 && [...exams.values()].every(({ difference }) => difference <= tolerance);
}

function printCompared(
  { exams, notCompared }: ComparedScores,
  outcome: { tolerance: number; ok: boolean },
): void {
  printTable(
    ['exam', 'questions', 'largest difference', 'changed answers', `of these, margin above ${CLEAR_MARGIN}`],
    [...exams].map(([exam, agreement]) => agreementRow(exam, agreement)),
  );
  for (const { questionId, reason } of notCompared.slice(0, NAMED))
    printLine(`not compared: ${questionId}: ${reason}`);
  if (notCompared.length > NAMED)
    printLine(`not compared: ${notCompared.length - NAMED} more; --json names all`);
  printLine(
    outcome.ok
      ? `all within ${outcome.tolerance} of the reference`
      : `NOT within ${outcome.tolerance} of the reference, or not all compared`,
  );
}

/** An exam's agreement in the columns exam, questions, largest difference, changed answers, and clear ones of these. */
export function agreementRow(
  exam: string,
  { questions, difference, changed, changedClearly }: Agreement,
): readonly string[] {
  return [exam, `${questions}`, difference.toFixed(6), `${changed}`, `${changedClearly}`];
}
