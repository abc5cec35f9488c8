import type { AskedSubject, SubmissionLack } from '../../scoring/submission.ts';

interface AskedExam {
  readonly title: string;
  readonly split: string;
  readonly asked: readonly AskedSubject[];
}

/** What a submission lacks, as the message of its refusal. */
export function lackText(
  { notRun, notAsked, notAnswered }: SubmissionLack,
  { title, split, asked }: AskedExam,
): string {
  const counted = (some: readonly AskedSubject[]): string =>
    `${questionsOf(some)} (${listed(some.map(({ subject, questions }) => `${subject} ${questions}`))})`;
  const parts = [
    notRun.length === 0 ? null : `subjects not run: ${notRun.length} (${listed(notRun)})`,
    notAsked.length === 0 ? null : `questions not asked: ${counted(notAsked)}`,
    notAnswered.length === 0 ? null : `questions without an answer: ${counted(notAnswered)}`,
  ].filter((part) => part !== null);
  return `The submission of ${title} needs all ${questionsOf(asked)} answers of ${asked.length} subjects in the ${split} split: ${parts.join('; ')}. Finish the run; a question that failed is asked again once its line is out of the journal.`;
}

export function questionsOf(subjects: readonly AskedSubject[]): number {
  return subjects.reduce((sum, { questions }) => sum + questions, 0);
}

/** The first few by name, so that a message stays readable. */
function listed(names: readonly string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
