import { buildModel, type BuildOptions } from '../../builder/build.ts';
import type { ModelFolder } from '../../model-folder.ts';
import { openTokenizer } from '../../tokenizer/open-tokenizer.ts';

/**
 * Builds a checkpoint whose tokenizer fiveshot can use: one that can't be read makes the weights useless, and is found
 * before they are written. Throws what `buildModel` throws, and FormatError for the tokenizer.
 */
export function buildCheckpoint(options: Omit<BuildOptions, 'checkTokenizer'>): Promise<ModelFolder> {
  return buildModel({
    ...options,
    checkTokenizer: (files) => {
      openTokenizer(new Map(files.map(({ name, bytes }) => [name, bytes])), options.checkpoint);
    },
  });
}
