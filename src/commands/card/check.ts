import { benchmarks } from '../../benchmarks/index.ts';
import { readPins } from '../../datasets/verify.ts';
import { didYouMean, InputError } from '../../errors.ts';
import { findRecipe } from '../../recipes/index.ts';
import type { CardCheck, PublishedRow, PublishedTable } from '../../records.ts';
import {
  cardCheckAsJson,
  cardCheckAsMarkdown,
  cardCheckForTerminal,
  type CardCheckReport,
} from '../../report/card-check-text.ts';
import { cardCheckAsJunit } from '../../report/card-check-junit.ts';
import { readPublished } from '../../results/published.ts';
import { auditAverages, rulesLeft } from '../../scoring/average-audit.ts';
import { cardCauses } from '../../scoring/card-causes.ts';
import { checkCard } from '../../scoring/card-check.ts';
import { type ExamRun, faultsOf, isRunFolder, readExamRuns } from '../leaderboard/read-runs.ts';
import { printAs } from '../print-as.ts';
import type { ReportFormat } from '../print-reports.ts';
import { PUBLISHED_FOLDER } from '../published-folder.ts';
import { writeNamedFile } from '../write-file.ts';
import { auditedExam } from './audited-exam.ts';
import { passCheck } from './check-gate.ts';
import { findRows } from './find-row.ts';

interface CheckFlags {
  readonly run: string;
  readonly row?: string | undefined;
  readonly table?: readonly string[] | undefined;
  readonly tolerance?: number | undefined;
  readonly published?: string | undefined;
  readonly allowIncomplete: boolean;
  readonly format: ReportFormat;
  readonly junit?: string | undefined;
}

/**
 * `fiveshot card check`: a run beside a published row; 1 where a cell is outside, 3 where nothing could be compared.
 * Throws InputError where the row is not known, or where the run may not stand beside it.
 */
export async function checkCommand(flags: CheckFlags): Promise<number> {
  const report = await checkRun(flags);
  if (flags.junit !== undefined) await writeNamedFile(flags.junit, cardCheckAsJunit(report));
  printAs(report, flags.format, {
    json: cardCheckAsJson,
    markdown: cardCheckAsMarkdown,
    terminal: cardCheckForTerminal,
  });
  return passCheck(report);
}

async function checkRun({
  run,
  row,
  tolerance,
  published,
  allowIncomplete,
  table,
}: CheckFlags): Promise<CardCheckReport> {
  assertTolerance(tolerance);
  const tables = chosenTables(await readPublished(published ?? PUBLISHED_FOLDER), table);
  if (!(await isRunFolder(run))) throw new InputError(`${run} is not a run folder: it has no run.json.`);
  const examRuns = await readExamRuns([run]);
  const pairs = examRuns.flatMap((examRun) =>
    tables.filter((one) => one.benchmark === examRun.benchmark).map((one) => ({ examRun, table: one })),
  );
  const facts = examRuns[0]?.facts;
  if (facts === undefined || pairs.length === 0) {
    const names = tables.map((one) => one.table).join(', ');
    throw new InputError(`${run} has no exam of the published tables ${names}: there is nothing to compare.`);
  }
  const rows = findRows(
    pairs.map((one) => one.table),
    row ?? facts.model,
    row === undefined ? 'by the run' : 'by a flag',
  );
  const settings = { tolerance: tolerance ?? null, allowIncomplete };
  const exams: CardCheck[] = [];
  const withoutRow: string[] = [];
  for (const pair of pairs) {
    const beside = rows.get(pair.table.table);
    if (beside === undefined) withoutRow.push(pair.table.title);
    else exams.push(await checkExam(pair, beside, settings));
  }
  return { run: facts, tolerance: settings.tolerance, exams, withoutRow };
}

interface Pair {
  readonly examRun: ExamRun;
  readonly table: PublishedTable;
}

async function checkExam(
  { examRun, table }: Pair,
  row: PublishedRow,
  { tolerance, allowIncomplete }: { readonly tolerance: number | null; readonly allowIncomplete: boolean },
): Promise<CardCheck> {
  const { facts, summary, samples, folder } = examRun;
  const benchmark = benchmarks.find(({ id }) => id === table.benchmark);
  const rules = findRecipe(summary.recipe).benchmarks[table.benchmark];
  const letters = facts.letters[table.benchmark];
  if (benchmark === undefined || rules === undefined || letters === undefined) {
    throw new RangeError('a run that was read has a known exam, recipe and letter rule');
  }
  const subjects = benchmark.subjects.filter(({ byDefault }) => byDefault).map(({ id }) => id);
  const faults = faultsOf(examRun, { subjects, shots: table.shots });
  if (samples || (faults.length > 0 && !allowIncomplete)) {
    const wayOut = samples
      ? 'Run the exam itself'
      : 'Finish the run, or check it marked with --allow-incomplete';
    throw new InputError(
      `${folder} can't be checked against ${table.title}: ${faults.join('; ')}. ${wayOut}.`,
    );
  }
  const pins = await readPins(benchmark.id);
  // Rows that came about in one way were averaged in one way; those from elsewhere tell nothing of them.
  const alike = { ...table, rows: table.rows.filter(({ obtained }) => obtained === row.obtained) };
  const causes = {
    table,
    row,
    summary,
    shots: facts.shots,
    precision: facts.precision,
    letters,
    recipeLetters: rules.letters,
    rules: rulesLeft(auditAverages(alike, auditedExam(table, benchmark, pins))),
  };
  return checkCard({
    table,
    row,
    summary,
    questions:
      table.split === null
        ? null
        : Object.fromEntries(subjects.map((id) => [id, pins[`${id}/${table.split}`]?.questions ?? 0])),
    tolerance,
    explain: (cell) => cardCauses(causes, cell),
    faults,
  });
}

function chosenTables(
  tables: readonly PublishedTable[],
  wanted: readonly string[] | undefined,
): readonly PublishedTable[] {
  if (wanted === undefined) return tables;
  const ids = tables.map(({ table }) => table);
  const chosen = wanted.flatMap((one) => one.split(','));
  const unknown = chosen.find((id) => !ids.includes(id));
  if (unknown === undefined) return tables.filter(({ table }) => chosen.includes(table));
  throw new InputError(
    `There is no published table '${unknown}', only ${ids.join(', ')}.${didYouMean(unknown, ids)}`,
  );
}

function assertTolerance(tolerance: number | undefined): void {
  if (tolerance === undefined || (tolerance >= 0 && tolerance <= 100)) return;
  // yargs reads a number flag that has no number in it as NaN.
  const is = Number.isNaN(tolerance) ? 'is not a number' : `is ${tolerance}`;
  throw new InputError(`--tolerance ${is}: it must be percentage points from 0 to 100.`);
}
