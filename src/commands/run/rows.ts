import { InputError } from '../../errors.ts';
import { missingRows, tokenWithoutRow } from '../model/missing-rows.ts';
import { prepareSubject, type TokenSettings } from './prepare.ts';
import type { AskedSubject } from './share.ts';

/**
 * Refuses a run with a prompt or letter that has a token without a row in the output matrix, before any weight is loaded.
 * Prompts are looked at only where the tokenizer has such tokens: that tokenises all of them once more.
 * Throws InputError naming the first such question and token.
 */
export function assertRows(subjects: readonly AskedSubject[], settings: TokenSettings, rows: number): void {
  const { tokenizer } = settings;
  if (missingRows(tokenizer.vocabularySize, rows) === null) return;
  for (const { run, asked } of subjects) {
    for (const planned of prepareSubject(run, asked, settings).planned) {
      const fault = tokenWithoutRow(planned, rows, tokenizer);
      if (fault === null) continue;
      throw new InputError(
        `${planned.questionId} can't be scored: ${fault}; put the tokenizer files beside the weights that the model was trained with, or leave its subject out.`,
      );
    }
  }
}
