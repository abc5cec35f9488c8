/** Rows of text cells, from a CSV or a Parquet file. */
export interface Table {
  readonly columns: readonly string[];
  /** Cells in the order of `columns`, exactly as stored; an absent value is empty. */
  readonly rows: readonly (readonly string[])[];
  /** Where a cell stands, for messages; `row` is 0-based and does not count a header. */
  where(row: number, column: string): string;
}
