import { benchmarks } from '../../benchmarks/index.ts';
import { didYouMean, InputError } from '../../errors.ts';
import { readPublished } from '../../results/published.ts';
import { printJson } from '../print.ts';
import { PUBLISHED_FOLDER } from '../published-folder.ts';
import { auditTable } from './audit-table.ts';
import { printAudit } from './print-audit.ts';

/**
 * `fiveshot card audit`: 1 where a row has an average that no rule can give, or not the rule of the other rows.
 * Throws InputError where there is no such table.
 */
export async function auditCommand({
  table: wanted,
  published = PUBLISHED_FOLDER,
  json,
}: {
  readonly table?: string | undefined;
  readonly published?: string | undefined;
  readonly json?: boolean | undefined;
}): Promise<number> {
  const tables = await readPublished(published);
  const ids = tables.map(({ table }) => table);
  if (wanted !== undefined && !ids.includes(wanted)) {
    throw new InputError(
      `There is no published table '${wanted}', only ${ids.join(', ')}.${didYouMean(wanted, ids)}`,
    );
  }
  const audits = await Promise.all(
    benchmarks.flatMap((benchmark) =>
      tables
        .filter(({ table, benchmark: id }) => id === benchmark.id && (wanted ?? table) === table)
        .map(async (table) => auditTable(table, benchmark, tables)),
    ),
  );
  if (json === true) printJson({ schema: 'fiveshot.audit/1', tables: audits });
  else for (const audit of audits) printAudit(audit);
  // Without any checked row there is no rule to contradict.
  return audits.some(({ rules, fitting }) => rules.length > 0 && fitting.length === 0) ? 1 : 0;
}
