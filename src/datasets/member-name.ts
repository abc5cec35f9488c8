import { FormatError } from '../errors.ts';

/**
 * The path of an archive's entry with `/` and without `.` parts.
 * Throws FormatError for a name that could stand for a file outside the archive's folder: absolute, with a
 * drive, with `..` or with a backslash (a separator on Windows).
 */
export function checkMemberName(name: string, archive: string): string {
  const parts = name.split('/');
  const outside =
    name.startsWith('/') || /^[A-Za-z]:/.test(name) || parts.includes('..') || /[\\\0]/.test(name);
  if (outside) throw refuseEntry(archive, name, 'its name leads out of the folder');
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** The error for an entry for which the whole archive is refused. */
export function refuseEntry(archive: string, name: string, reason: string): FormatError {
  return new FormatError(
    `${archive} is refused because of its entry ${JSON.stringify(name)}: ${reason}; get the archive from its publisher again.`,
  );
}
