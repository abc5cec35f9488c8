import { fileURLToPath } from 'node:url';
import type { Options } from 'yargs';

/** The folder of published tables that comes with fiveshot. */
export const PUBLISHED_FOLDER = fileURLToPath(new URL('../../results/published', import.meta.url));

export const PUBLISHED_FLAG = {
  type: 'string',
  describe: 'folder of published tables [default: those that come with fiveshot]',
} as const satisfies Options;
