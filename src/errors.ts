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
