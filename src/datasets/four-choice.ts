import { FormatError } from '../errors.ts';
import type { Question } from '../records.ts';
import { FOUR_LETTERS, isFourLetter, makeQuestion } from './question.ts';
import type { Table } from './table.ts';

/**
 * Questions of a table with the columns question, A, B, C, D and, where answers are published, answer; an empty
 * answer is an unknown one. Other columns (id, explanation) are passed over.
 * `set` is `benchmark/subject/split`, for the ids.
 * Throws FormatError for a missing column and for an answer that is no letter from A to D.
 */
export function fourChoiceQuestions(table: Table, set: string): readonly Question[] {
  const question = requireColumn(table, 'question');
  const options = FOUR_LETTERS.map((letter) => requireColumn(table, letter));
  const answerColumn = table.columns.indexOf('answer');
  return table.rows.map((row, index) => {
    const answer = row[answerColumn] ?? '';
    if (answer !== '' && !isFourLetter(answer)) {
      throw new FormatError(
        `${table.where(index, 'answer')}: the answer is ${JSON.stringify(answer.slice(0, 40))} instead of A, B, C or D.`,
      );
    }
    return makeQuestion({
      set,
      index,
      passage: null,
      stem: row[question] ?? '',
      options: options.map((column) => row[column] ?? ''),
      answer: answer === '' ? null : answer,
    });
  });
}

function requireColumn(table: Table, name: string): number {
  const column = table.columns.indexOf(name);
  if (column < 0) {
    const found = table.columns.map((other) => other.slice(0, 20)).join(', ');
    throw new FormatError(
      `${table.where(-1, name)}: there is no such column among ${found}; is it another exam's file?`,
    );
  }
  return column;
}
