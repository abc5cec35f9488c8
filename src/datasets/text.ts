import { FormatError } from '../errors.ts';

/**
 * Decodes a whole file as UTF-8, less a byte order mark at its start.
 * Throws FormatError for bytes that are not UTF-8, which a replacement character would hide in a prompt.
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError(`${source} is not UTF-8 text; get the file again, or convert it to UTF-8.`);
  }
}
