import { didYouMean, InputError } from '../../errors.ts';
import type { PublishedRow, PublishedTable } from '../../records.ts';

/**
 * The rows of one model in published tables, by a name as a table prints it or by the model's own, in any case; tables
 * without such a row are left out.
 * Throws InputError with the names that there are where no table has it, or where it stands for more than one row.
 */
export function findRows(
  tables: readonly PublishedTable[],
  name: string,
  asked: 'by a flag' | 'by the run',
): ReadonlyMap<string, PublishedRow> {
  const rows = tables.flatMap((table) => table.rows);
  const isName = (one: string): boolean => one.toLowerCase() === name.toLowerCase();
  const models = new Set(
    rows.filter(({ printed, model }) => isName(printed) || isName(model)).map(({ model }) => model),
  );
  if (models.size === 0) throw new InputError(unknownText(rows, name, asked));
  const found = new Map<string, PublishedRow>();
  for (const { table, rows: own } of tables) {
    const same = own.filter(({ model }) => models.has(model));
    const exact = same.filter(({ printed }) => printed === name);
    const [row, another] = exact.length > 0 ? exact : same;
    if (row === undefined) continue;
    if (another !== undefined) {
      const printed = same.map((one) => one.printed).join(', ');
      throw new InputError(`'${name}' is more than one row of '${table}': name one with --row: ${printed}.`);
    }
    found.set(table, row);
  }
  return found;
}

function unknownText(rows: readonly PublishedRow[], name: string, asked: 'by a flag' | 'by the run'): string {
  const listed = [...new Set(rows.map(({ model }) => model))].toSorted().join(', ');
  const guess = didYouMean(name, new Set(rows.flatMap(({ model, printed }) => [model, printed])));
  return asked === 'by a flag'
    ? `No published row is called '${name}', only ${listed}.${guess}`
    : `The run's model is called '${name}', as no published row is; name one with --row: ${listed}.${guess}`;
}
