import { benchmarks } from '../../benchmarks/index.ts';
import { readPins } from '../../datasets/verify.ts';
import { didYouMean, InputError } from '../../errors.ts';
import { readPublished } from '../../results/published.ts';
import { auditAverages } from '../../scoring/average-audit.ts';
import { printJson } from '../print.ts';
import { PUBLISHED_FOLDER } from '../published-folder.ts';
import { auditedExam } from './audited-exam.ts';
import { printAudit } from './print-audit.ts';

/**
 * `fiveshot card audit`: 1 where a row has an average that none of the rules can give.
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
        .map(async (table) =>
          auditAverages(table, auditedExam(table, benchmark, await readPins(benchmark.id))),
        ),
    ),
  );
  if (json === true) printJson({ schema: 'fiveshot.audit/1', tables: audits });
  else for (const audit of audits) printAudit(audit);
  return audits.some(({ rows }) => rows.some(({ status }) => status === 'impossible')) ? 1 : 0;
}
