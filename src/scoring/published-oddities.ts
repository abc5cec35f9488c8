import type { PublishedRow, PublishedTable } from '../records.ts';

/** A published table and the name of its column over the whole exam. */
interface AveragedTable {
  readonly table: PublishedTable;
  readonly average: string;
}

/** A row's name and its average, as printed. */
interface PrintedAverage {
  readonly printed: string;
  readonly average: string;
}

/** Models whose rows have the same values, and how far apart they are in tables where they differ. */
interface EqualModels {
  readonly printed: readonly string[];
  readonly elsewhere: readonly {
    readonly title: string;
    /** Their averages, lowest first. */
    readonly averages: readonly PrintedAverage[];
    /** Highest less lowest, in percentage points with the table's decimals. */
    readonly apart: string;
  }[];
}

/** A row whose number of some subjects, which are said to be the hard ones, is above its average. */
interface PartAboveAverage {
  readonly printed: string;
  readonly column: string;
  readonly value: string;
  readonly average: string;
}

/** What is odd about a table's rows beside their averages' arithmetic. */
export interface PublishedOddities {
  readonly equalModels: readonly EqualModels[];
  readonly partsAboveAverage: readonly PartAboveAverage[];
  /** Rows with an average below 25, which guessing among four letters gives. */
  readonly belowGuessing: readonly PrintedAverage[];
}

/** Four letters to choose from. */
const GUESSING = 25;

interface OdditiesInput extends AveragedTable {
  /** Printed names of rows that have the same values. */
  readonly equalRows: readonly (readonly string[])[];
  /** Columns over subjects that were chosen by name. */
  readonly parts: readonly string[];
  /** All tables that models may stand in. */
  readonly tables: readonly AveragedTable[];
}

/** What is odd about a published table's rows. */
export function publishedOddities({
  table,
  average,
  equalRows,
  parts,
  tables,
}: OdditiesInput): PublishedOddities {
  const rows = averagesOf({ table, average });
  return {
    equalModels: equalRows.map((names) => ({
      printed: names,
      elsewhere: apartIn(
        tables,
        table.rows.filter(({ printed }) => names.includes(printed)).map(({ model }) => model),
      ),
    })),
    partsAboveAverage: rows.flatMap(({ row, average: own }) =>
      parts.flatMap((column) => {
        const value = valueOf(table, row, column);
        if (value === null || Number(value) <= Number(own)) return [];
        return [{ printed: row.printed, column, value, average: own }];
      }),
    ),
    belowGuessing: rows.flatMap(({ row, average: own }) =>
      Number(own) < GUESSING ? [{ printed: row.printed, average: own }] : [],
    ),
  };
}

/** The rows that have an average. */
function averagesOf({ table, average }: AveragedTable): { row: PublishedRow; average: string }[] {
  return table.rows.flatMap((row) => {
    const value = valueOf(table, row, average);
    return value === null ? [] : [{ row, average: value }];
  });
}

function valueOf({ columns }: PublishedTable, { values }: PublishedRow, column: string): string | null {
  return values[columns.indexOf(column)] ?? null;
}

function apartIn(tables: readonly AveragedTable[], models: readonly string[]): EqualModels['elsewhere'] {
  return tables.flatMap((one) => {
    const averages = averagesOf(one)
      .filter(({ row }) => models.includes(row.model))
      .map(({ row, average }) => ({ printed: row.printed, average }))
      .toSorted((a, b) => Number(a.average) - Number(b.average));
    const apart = Number(averages.at(-1)?.average ?? 0) - Number(averages[0]?.average ?? 0);
    const { title, decimals } = one.table;
    return apart === 0 ? [] : [{ title, averages, apart: apart.toFixed(decimals) }];
  });
}
