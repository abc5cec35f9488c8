import { CsvError, parse } from 'csv-parse/sync';
import { FormatError } from '../errors.ts';
import { MAX_ROWS } from './limits.ts';
import type { Table } from './table.ts';
import { decodeText } from './text.ts';

/*
 * The files as pandas wrote them, and its read_csv reads them with dtype=str and keep_default_na=False: cells byte for
 * byte, so embedded CRLF and edge spaces stay, and nothing is taken for a number or a missing value (`None` is a text).
 * A quote inside an unquoted cell is an ordinary character, which MMLU has.
 */
const DIALECT = {
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
  relax_quotes: true,
  relax_column_count: true,
};

export interface CsvFile {
  readonly bytes: Uint8Array;
  /** The file's name for messages. */
  readonly source: string;
  /** Names of the columns where the file has no header row (MMLU). */
  readonly columns?: readonly string[];
}

/**
 * Parses a CSV file. The first row names the columns unless `columns` does.
 * Throws FormatError, with the line, for an unclosed quote, for characters between a cell's closing quote and the next
 * comma or line end (pandas would join them to the cell) and for a row with too few or too many cells.
 */
export function parseCsv({ bytes, source, columns }: CsvFile): Table {
  const text = decodeText(bytes, source);
  const records = parseRecords(text, source);
  const skipped = columns === undefined ? 1 : 0;
  const names = columns ?? records[0] ?? [];
  const rows = records.slice(skipped);
  const line = (row: number): number => lineOfRecord(text, row + skipped);
  if (rows.length > MAX_ROWS)
    throw new FormatError(`${source} has ${rows.length} rows; at most ${MAX_ROWS} are read.`);
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd >= 0) {
    const cells = rows[odd]?.length ?? 0;
    const missing = cells < names.length ? `, none for column ${names[cells]}` : '';
    throw new FormatError(
      `${source}, line ${line(odd)}: ${cells} cells instead of ${names.length} (${names.join(', ')})${missing}; the file is damaged or of another layout.`,
    );
  }
  return { columns: names, rows, where: (row, column) => `${source}, line ${line(row)}, column ${column}` };
}

function parseRecords(text: string, source: string): string[][] {
  // Relaxed parsing forgives faults in quoted cells too. So the first pass is strict and only passes over records with a
  // quote in an unquoted cell; the second, where there are such, reads all.
  let bareQuotes = false;
  const strict = {
    ...DIALECT,
    relax_quotes: false,
    skip_records_with_error: true,
    on_skip(error: CsvError | undefined): undefined {
      if (error?.code !== 'INVALID_OPENING_QUOTE') throw error;
      bareQuotes = true;
    },
  };
  try {
    const records = parse(text, strict);
    return bareQuotes ? parse(text, DIALECT) : records;
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_INVALID_CLOSING_QUOTE') {
      const line = lineAt(Buffer.from(text), Number(error['bytes']));
      throw new FormatError(
        `${source}, line ${line}: a quoted cell that begins here goes on after its closing quote; a quote is lost, or one inside the cell is not doubled. Get the file again.`,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(`${source} can't be read as CSV: ${reason}.`);
  }
}

/** The 1-based line on which a record starts; parses again, since only a message asks for it. */
function lineOfRecord(text: string, record: number): number {
  const bytes = Buffer.from(text);
  let start = 0;
  const remember = (row: string[], info: { readonly bytes: number }): string[] => {
    start = info.bytes;
    return row;
  };
  if (record > 0) parse(bytes, { ...DIALECT, to: record, on_record: remember });
  return lineAt(bytes, start);
}

/** The 1-based line of the first character from `start` on that ends no line. */
function lineAt(bytes: Buffer, start: number): number {
  const blankLines = /^[\r\n]*/.exec(bytes.toString('utf8', start))?.[0] ?? '';
  return (bytes.toString('utf8', 0, start) + blankLines).split(/\r\n|\n|\r/).length;
}
