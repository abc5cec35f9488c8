import type { ConstantAnswer, Summary } from '../../records.ts';
import type { RunReport } from '../run-report.ts';

/** Subjects that a warning names; the others are counted. */
const NAMED = 3;

/**
 * What makes a run's accuracies no measure of what the model knows, one sentence an exam: an answer that is constant or
 * nearly, in the exam or in subjects of it. Empty for most runs.
 */
export function diagnosticWarnings(runs: readonly RunReport[]): string[] {
  return runs.flatMap(({ facts, summaries }) =>
    summaries.flatMap((summary) =>
      constantRemarks(summary).map((warning) => `${summary.title}, ${facts.model}: ${warning}`),
    ),
  );
}

/** What a reader must know of an exam's accuracies where one answer is constant or nearly; nothing for most. */
export function constantRemarks({ diagnostics }: Pick<Summary, 'diagnostics'>): string[] {
  const { constantAnswer, constantSubjects } = diagnostics;
  if (constantAnswer !== null) return [constantWarning(constantAnswer)];
  if (constantSubjects.length === 0) return [];
  const each = constantSubjects.map(
    ({ subject, letter, picked, answered }) => `${subject} (${letter} to ${picked} of ${answered})`,
  );
  return [
    `one answer to all or nearly all questions in subjects: ${constantSubjects.length}; ${listed(each)}.`,
  ];
}

function constantWarning({ letter, picked, answered, tied }: ConstantAnswer): string {
  const many = picked === answered ? `all ${answered}` : `${picked} of ${answered}`;
  const meaning =
    picked === answered
      ? `the accuracy is that of always answering ${letter}`
      : `the accuracy says little more than that of always answering ${letter}`;
  const first =
    tied === 0 ? '' : ` In ${tied} of them other letters have the same score and ${letter} stands first.`;
  return `the answer is ${letter} to ${many} questions, so ${meaning}.${first}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
