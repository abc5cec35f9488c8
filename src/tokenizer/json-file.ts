import { FormatError } from '../errors.ts';

/** The content of a JSON file. Throws FormatError, naming `path`, for bytes that are no whole JSON. */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${path} is not whole JSON (${reason}); copy the file again.`, { cause: error });
  }
}
