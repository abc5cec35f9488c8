import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import { writeAtomically } from '../results/atomic.ts';

/**
 * Writes a file that the user named, in place of one that is there.
 * Throws InputError where its folder is missing or it names a folder.
 */
export async function writeNamedFile(path: string, text: string): Promise<void> {
  if (!(await isFolder(dirname(path)))) {
    throw new InputError(`There is no folder ${dirname(path)} for ${path}: make it first.`);
  }
  if (await isFolder(path)) throw new InputError(`${path} is a folder: name a file.`);
  await writeAtomically(path, text);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
