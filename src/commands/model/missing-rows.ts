import type { PlannedPrompt } from '../../engine/plan.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';

/**
 * What is to be said of a tokenizer that has tokens without a row in the output matrix, or null. Padding and the like are
 * never asked for, so such a model can be scored as long as no prompt or letter has one of these tokens.
 */
export function missingRows(tokens: number, rows: number | null): string | null {
  if (rows === null || tokens <= rows) return null;
  return `the tokenizer has ${tokens} tokens and the output matrix ${rows} rows: a prompt or letter with a token from ${rows} on can't be scored`;
}

/** The first token of a prompt or its letters that has no row in the output matrix, for a message; null where all have. */
export function tokenWithoutRow(
  { ids, letterIds }: Pick<PlannedPrompt, 'ids' | 'letterIds'>,
  rows: number,
  tokenizer: Tokenizer,
): string | null {
  const id = [ids, ...letterIds].flat().find((one) => one >= rows);
  if (id === undefined) return null;
  return `the token ${id} ${JSON.stringify(tokenizer.piece(id))} has no row in the model's output matrix of ${rows}`;
}
