/** A cell: a number with what it is out of, or a text. Renderers decide how it looks. */
export type Cell =
  | { readonly type: 'text'; readonly text: string; readonly marks?: readonly number[] }
  | { readonly type: 'count'; readonly value: number }
  | {
      readonly type: 'percent';
      /** Fraction 0 to 1, or null where it is not known. */
      readonly value: number | null;
      readonly decimals: number;
      readonly scored: number;
      readonly total: number;
      /** Numbers of the footnotes that this cell carries. */
      readonly marks: readonly number[];
    };

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly footnotes: readonly string[];
}
