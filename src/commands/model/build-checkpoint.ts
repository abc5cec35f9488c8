import { buildModel, type BuildOptions } from '../../builder/build.ts';
import { InputError } from '../../errors.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { openTokenizer } from '../../tokenizer/open-tokenizer.ts';
import { missingRows } from './missing-rows.ts';
import { promptEndFault } from './prompt-end.ts';

interface CheckpointOptions extends Omit<BuildOptions, 'checkTokenizer'> {
  /** Hears, once the model is built, of tokens that it has no rows for. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/**
 * Builds a checkpoint whose tokenizer fiveshot can use: one that can't be read makes the weights useless, and is found
 * before they are written. Throws what `buildModel` throws, FormatError for the tokenizer, and InputError where it ends
 * prompts with other tokens than the model looks for.
 */
export async function buildCheckpoint({ onWarning, ...options }: CheckpointOptions): Promise<ModelFolder> {
  let tokens = 0;
  const model = await buildModel({
    ...options,
    checkTokenizer: (files, { promptEnd = [] }) => {
      const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
      const tokenizer = openTokenizer(byName, options.checkpoint);
      const put = tokenizer.promptEnd.map((id) => ({ id, piece: tokenizer.piece(id) }));
      const fault = promptEndFault(promptEnd, put);
      if (fault !== null) throw new InputError(fault);
      tokens = tokenizer.vocabularySize;
    },
  });
  const missing = missingRows(tokens, model.manifest.vocabSize);
  if (missing !== null) onWarning?.(missing);
  return model;
}
