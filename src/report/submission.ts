/**
 * The file that C-Eval's site takes: a JSON object of subjects, each an object from a question's id, which is its 0-based
 * row, to the letter. As in the authors' example
 * (https://github.com/hkust-nlp/ceval/blob/main/submission_example.json).
 */
export function renderSubmission(
  answers: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  return `${JSON.stringify(answers, null, 4)}\n`;
}
