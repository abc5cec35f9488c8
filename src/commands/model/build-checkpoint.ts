import { buildModel, type BuildOptions } from '../../builder/build.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { openTokenizer } from '../../tokenizer/open-tokenizer.ts';
import { missingRows } from './missing-rows.ts';

interface CheckpointOptions extends Omit<BuildOptions, 'checkTokenizer'> {
  /** Hears, once the model is built, of tokens that it has no rows for. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/**
 * Builds a checkpoint whose tokenizer fiveshot can use: one that can't be read makes the weights useless, and is found
 * before they are written. Throws what `buildModel` throws, and FormatError for the tokenizer.
 */
export async function buildCheckpoint({ onWarning, ...options }: CheckpointOptions): Promise<ModelFolder> {
  let tokens = 0;
  const model = await buildModel({
    ...options,
    checkTokenizer: (files) => {
      const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
      tokens = openTokenizer(byName, options.checkpoint).vocabularySize;
    },
  });
  const missing = missingRows(tokens, model.manifest.vocabSize);
  if (missing !== null) onWarning?.(missing);
  return model;
}
