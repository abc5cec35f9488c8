import { FormatError } from '../errors.ts';
import { MAX_ROWS } from './limits.ts';
import { decodeText } from './text.ts';

/** One line of a JSON Lines file. */
export interface JsonLine {
  /** 0-based line number. */
  readonly index: number;
  readonly value: unknown;
}

/** Parses a JSON file. Throws FormatError with the line where the text is cut off or not JSON. */
export function parseJson(bytes: Uint8Array, source: string): unknown {
  const text = decodeText(bytes, source);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // V8 names the character, or none where the text ends too early.
    const position = /at position (\d+)/.exec(reason)?.[1];
    const line = text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
    throw new FormatError(`${source}, line ${line} is not valid JSON (${reason}); get the file again.`);
  }
}

/** Parses a JSON Lines file; blank lines count but are passed over. Throws FormatError with the line that is not JSON. */
export function parseJsonLines(bytes: Uint8Array, source: string): readonly JsonLine[] {
  const lines = decodeText(bytes, source).split('\n');
  if (lines.length > MAX_ROWS) {
    throw new FormatError(`${source} has ${lines.length} lines; at most ${MAX_ROWS} are read.`);
  }
  return lines.flatMap((text, index) => {
    if (text.trim() === '') return [];
    try {
      return [{ index, value: JSON.parse(text) as unknown }];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FormatError(
        `${source}, line ${index + 1} is not valid JSON (${reason}); get the file again.`,
      );
    }
  });
}

/** True for a JSON object, not an array or null. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
