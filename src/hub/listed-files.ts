import { InputError, listed } from '../errors.ts';
import type { RepositoryFile } from './repository.ts';

/** What a repository holds, and how the text of one of its files is had. */
export interface ListedFiles {
  readonly files: readonly RepositoryFile[];
  readonly readText: (file: RepositoryFile) => Promise<string>;
}

/** The files of these names. Throws InputError, saying `lack`, where some are not there. */
export function filesNamed(
  names: readonly string[],
  files: readonly RepositoryFile[],
  lack: string,
): readonly RepositoryFile[] {
  const found = files.filter(({ path }) => names.includes(path));
  if (found.length === names.length) return found;
  const missing = names.filter((name) => !found.some(({ path }) => path === name));
  throw new InputError(`${lack}: ${listed(missing)}; take another @revision, or tell its owner.`);
}
