import { readFileSync, statSync } from 'node:fs';
import { InputError, hasCode } from '../errors.ts';

/**
 * A file's bytes, or null where there is none. Read at once: the round trips of reading beside other work take longer than
 * files of this size.
 * Throws InputError where it has more than `most` bytes; `what` says in the message what may have no more.
 */
export function readBounded(path: string, most: number, what: string): Buffer | null {
  try {
    const { size } = statSync(path);
    if (size > most) {
      throw new InputError(`${path} has ${size} bytes, more than the ${most} that ${what} may have.`);
    }
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
