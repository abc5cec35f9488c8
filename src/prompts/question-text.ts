import type { Question } from '../records.ts';
import { pythonStrip } from './python-strip.ts';

/**
 * The stem and its lettered options, each on a line of its own, every text byte for byte as the data set has it
 * (the same in C-Eval's, hendrycks/test's and Baichuan-7B's scripts).
 */
export function plainText(question: Question): string {
  return question.stem + optionLines(question.letters, question.options);
}

/**
 * As plainText with the stem stripped and the options left alone
 * (lm-eval's templates: `question.strip() + options`).
 */
export function strippedStemText(question: Question): string {
  return pythonStrip(question.stem) + optionLines(question.letters, question.options);
}

/**
 * The passage on a line before the stem unless it is blank, then stem and options, each text stripped
 * (docs/recipes.md). A question whose stem holds its options has no option lines.
 */
export function strippedText(question: Question): string {
  const passage = pythonStrip(question.passage ?? '');
  const before = passage === '' ? '' : `${passage}\n`;
  return (
    before + pythonStrip(question.stem) + optionLines(question.letters, question.options.map(pythonStrip))
  );
}

function optionLines(letters: readonly string[], options: readonly string[]): string {
  return options.map((option, position) => `\n${letters[position]}. ${option}`).join('');
}
