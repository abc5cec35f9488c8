import { InputError } from '../../errors.ts';
import { createAligner } from '../../imports/align.ts';
import type { LoggedQuestion } from '../../imports/logged.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import type { SubjectRun } from '../exams.ts';

/** A logged answer with the question that it is to. */
export interface AlignedQuestion {
  readonly exam: ExamPrompt;
  readonly logged: LoggedQuestion;
  /** Shots that the recipe's prompt has where it is the log's byte for byte; null where it is not. */
  readonly shots: number | null;
}

/** A subject's log against the data. */
export interface AlignedSubject {
  readonly run: SubjectRun;
  readonly questions: readonly AlignedQuestion[];
  /** Questions of the log that the recipe does not score. */
  readonly leftOut: number;
}

/**
 * Finds the question of each logged answer.
 * Throws InputError with file and line where the data has no such question, where two lines are of one, or where the log
 * has another right answer to it.
 */
export function alignSubject(run: SubjectRun, logged: readonly LoggedQuestion[]): AlignedSubject {
  const aligner = createAligner(run.prompts.map(({ question }) => question));
  const prompts = new Map(run.prompts.map((exam) => [exam.question.id, exam]));
  const placeOf = new Map<string, string>();
  const questions: AlignedQuestion[] = [];
  let leftOut = 0;
  for (const one of logged) {
    const question = aligner.find(one);
    const exam = question && prompts.get(question.id);
    if (!exam) {
      if (!aligner.isFilteredOut(one.row)) throw notInData(one, run);
      leftOut++;
      continue;
    }
    const { id, answer } = exam.question;
    const earlier = placeOf.get(id);
    if (earlier !== undefined) {
      throw new InputError(`${one.place} repeats ${id} of ${earlier}: name one log of each question.`);
    }
    placeOf.set(id, one.place);
    if (one.gold !== null && answer !== null && one.gold !== answer) {
      throw new InputError(
        `${one.place} has the right answer ${one.gold}, and ${id} in the data has ${answer}: the log is of another version of the exam.`,
      );
    }
    questions.push({ exam, logged: one, shots: shotsOf(exam, one.promptSha256) });
  }
  return { run, questions, leftOut };
}

function notInData(
  { place, row }: LoggedQuestion,
  { benchmark, subject, split, prompts }: SubjectRun,
): InputError {
  return new InputError(
    `${place} asks a question (row ${row}) that is none of the ${prompts.length} of ${benchmark.id}/${subject}/${split} in the data: name the data that the log is of with --data.`,
  );
}

function shotsOf(exam: ExamPrompt, promptSha256: string): number | null {
  for (let shots = exam.shotIds.length; shots >= 0; shots--) {
    if (exam.render(shots).sha256 === promptSha256) return shots;
  }
  return null;
}
