import type { Benchmark } from '../../benchmarks/benchmark.ts';
import { benchmarks } from '../../benchmarks/index.ts';
import { readPins } from '../../datasets/verify.ts';
import { recipes } from '../../recipes/index.ts';
import type { PublishedTable } from '../../records.ts';
import { auditAverages, type TableAudit } from '../../scoring/average-audit.ts';
import { type PublishedOddities, publishedOddities } from '../../scoring/published-oddities.ts';
import { auditedExam, averageColumn } from './audited-exam.ts';

/** The same table by the categories of recipes that put subjects elsewhere. */
interface Regrouped {
  /** Subjects that are moved, and the category that each is moved to. */
  readonly moved: Readonly<Record<string, string>>;
  readonly recipes: readonly string[];
  readonly audit: TableAudit;
}

/** All that an audit says of a table. */
export interface TableFindings extends TableAudit, PublishedOddities {
  readonly regrouped: readonly Regrouped[];
}

/** Audits one of some published tables. Throws InputError where one of them has no column of its exam's average. */
export async function auditTable(
  table: PublishedTable,
  benchmark: Benchmark,
  tables: readonly PublishedTable[],
): Promise<TableFindings> {
  const pins = await readPins(benchmark.id);
  const audit = auditAverages(table, auditedExam(table, benchmark, pins));
  const oddities = publishedOddities({
    table,
    average: audit.average,
    equalRows: audit.equalRows,
    parts: benchmark.columns.filter(({ over }) => over.kind === 'subjects').map(({ name }) => name),
    tables: tables.flatMap((one) =>
      benchmarks
        .filter(({ id }) => id === one.benchmark)
        .map((exam) => ({ table: one, average: averageColumn(one, exam) })),
    ),
  });
  const regrouped = regroupings(benchmark).map(({ moved, recipes: by }) => ({
    moved,
    recipes: by,
    audit: auditAverages(table, auditedExam(table, benchmark, pins, moved)),
  }));
  return { ...audit, ...oddities, regrouped };
}

/** Ways in which recipes put an exam's subjects into other categories, each once. */
function regroupings({ id }: Benchmark): Omit<Regrouped, 'audit'>[] {
  const found = new Map<string, { readonly moved: Regrouped['moved']; readonly recipes: string[] }>();
  for (const { id: recipe, benchmarks: rules } of recipes) {
    const moved = rules[id]?.categories;
    if (moved === undefined) continue;
    const key = JSON.stringify(moved);
    const known = found.get(key);
    if (known === undefined) found.set(key, { moved, recipes: [recipe] });
    else known.recipes.push(recipe);
  }
  return [...found.values()];
}
