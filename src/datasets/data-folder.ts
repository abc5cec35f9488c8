import { resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { kindOfPath } from './member-files.ts';

/** Where data sets are looked for, and who said so. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** For messages, e.g. `--data`. */
  readonly chosenBy: string;
}

export interface DataFolderChoices {
  readonly flag?: string | undefined;
  readonly config?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * The data folder: `--data`, else the config file's `data`, else FIVESHOT_DATA, else `datasets` in the working
 * directory. Relative paths are taken from the working directory; an empty text counts as not given.
 */
export function resolveDataFolder({ flag, config, env, cwd }: DataFolderChoices): DataFolder {
  const choices = [
    { path: flag, chosenBy: '--data' },
    { path: config, chosenBy: 'data in the config file' },
    { path: env['FIVESHOT_DATA'], chosenBy: 'FIVESHOT_DATA' },
  ];
  for (const { path, chosenBy } of choices) {
    if (path !== undefined && path !== '') return { path: resolve(cwd, path), chosenBy };
  }
  return { path: resolve(cwd, 'datasets'), chosenBy: 'the default' };
}

/** What finding a benchmark's data needs to know of it; a `Benchmark` is one. */
export interface Exam<Data> {
  readonly id: string;
  readonly title: string;
  readonly source: { readonly url: string; readonly licence: string; readonly howToGet: string };
  open(dataFolder: string): Promise<Data | null>;
}

/** Opens a benchmark's data set. Throws InputError that says where it was looked for and how to get it. */
export async function openBenchmark<Data>(exam: Exam<Data>, folder: DataFolder): Promise<Data> {
  const found = await exam.open(folder.path);
  if (found !== null) return found;
  const missing = (await kindOfPath(folder.path)) === null ? ', which does not exist' : '';
  throw new InputError(
    `${exam.title} is not in the data folder ${folder.path} (chosen by ${folder.chosenBy})${missing}; ` +
      `put its files into ${folder.path}/${exam.id} or name another folder with --data. ${exam.source.howToGet}`,
  );
}
