import { FormatError } from '../errors.ts';
import { MAX_FILE_BYTES, MAX_ROWS } from './limits.ts';
import type { Table } from './table.ts';
import { decodeText } from './text.ts';

/**
 * Reads all columns of a Parquet file as text; null becomes the empty text.
 * Throws FormatError for a file that is damaged, is not UTF-8 or has counts above the limits.
 */
export async function parseParquet(bytes: Uint8Array, source: string): Promise<Table> {
  const [{ parquetMetadata, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  // A copy with a buffer of its own: the reader takes offsets from the buffer's start.
  const buffer = new Uint8Array(bytes).buffer;
  try {
    const metadata = parquetMetadata(buffer);
    if (metadata.num_rows > MAX_ROWS) {
      throw new FormatError(`${source} has ${metadata.num_rows} rows; at most ${MAX_ROWS} are read.`);
    }
    const records = await parquetReadObjects({
      file: { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) },
      metadata,
      compressors: bounded(compressors, source),
      parsers: { stringFromBytes: (text: Uint8Array) => decodeText(text, source) },
    });
    const columns = metadata.schema.slice(1).map(({ name }) => name);
    const rows = records.map((record) =>
      columns.map((column) => toText(record[column], `${source}, column ${column}`)),
    );
    return {
      columns,
      rows,
      where: (row, column) => `${source}, ${row < 0 ? '' : `row ${row}, `}column ${column}`,
    };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError(
      `${source} can't be read as Parquet (${reason}); the file is damaged or incomplete, get it again.`,
    );
  }
}

type Decompress = (input: Uint8Array, outputLength: number) => Uint8Array;

/** The same decompressors, which refuse a page that claims to be larger than a whole exam file. */
function bounded<Codec extends string>(
  codecs: Partial<Record<Codec, Decompress>>,
  source: string,
): Record<string, Decompress> {
  const entries = Object.entries<Decompress | undefined>(codecs).flatMap(([codec, decompress]) => {
    if (decompress === undefined) return [];
    const check: Decompress = (input, outputLength) => {
      if (outputLength > MAX_FILE_BYTES) {
        throw new FormatError(
          `${source} has a page of ${outputLength} bytes; at most ${MAX_FILE_BYTES} are read.`,
        );
      }
      return decompress(input, outputLength);
    };
    return [[codec, check] as const];
  });
  return Object.fromEntries(entries);
}

function toText(value: unknown, where: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new FormatError(
    `${where} holds something else than texts and numbers; is it another data set's file?`,
  );
}
