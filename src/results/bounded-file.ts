import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../errors.ts';
import { hasCode } from './error-code.ts';

/**
 * A file's bytes, or null where there is none.
 * Throws InputError where it has more than `most` bytes; `what` says in the message what may have no more.
 */
export async function readBounded(path: string, most: number, what: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    if (size > most) {
      throw new InputError(`${path} has ${size} bytes, more than the ${most} that ${what} may have.`);
    }
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
