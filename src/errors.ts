/**
 * An input that the user can mend: a flag, a config key, a data file, a model folder, a journal.
 * The message is one sentence with the thing, the value, the bound and the way out; the command line
 * prints it without a stack trace and ends with exit code 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Bytes that are not the format they claim to be; as InputError, raised where a foreign file is parsed. */
export class FormatError extends InputError {}

/** ` Did you mean 'x'?` for the candidate with the fewest edits, or nothing where none is near. For the end of a message. */
export function didYouMean(value: string, candidates: Iterable<string>): string {
  let best: { name: string; edits: number } | null = null;
  for (const name of candidates) {
    const edits = editDistance(value.toLowerCase(), name.toLowerCase());
    if (best === null || edits < best.edits) best = { name, edits };
  }
  return best !== null && best.edits <= Math.max(2, value.length / 3) ? ` Did you mean '${best.name}'?` : '';
}

/** Names for a message, the first ten of many. */
export function listed(names: readonly string[]): string {
  const more = names.length - 10;
  return names.slice(0, 10).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Levenshtein distance: insertions, deletions and replacements that turn one text into the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Whether an unknown error is a system error with this code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * What is to be thrown where an open file can't be written to: for an error of the system (a full disk, a limit on the size
 * of files), whose message doesn't say which file it was, an InputError that does; any other as it is.
 */
export function writeFault(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error) || 'path' in error) return error;
  return new InputError(
    `${path} can't be written (${error.message}); make room, or lift the limit on the size of files, and run the same command again.`,
    { cause: error },
  );
}

/** An error on its way between threads: its copy keeps message and stack, but no class of ours. */
export interface SentError {
  readonly error: unknown;
  /** The sentence of an InputError; null for any other. */
  readonly sentence: string | null;
}

export function sentError(error: unknown): SentError {
  return { error, sentence: error instanceof InputError ? error.message : null };
}

/** The error as it was thrown. */
export function receivedError({ error, sentence }: SentError): unknown {
  return sentence === null ? error : new InputError(sentence);
}
