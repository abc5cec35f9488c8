import type { PublishedTable, Summary } from '../../records.ts';
import { constantRemarks } from '../diagnostics/warnings.ts';
import { formatPercent } from '../percent.ts';
import { missingRemark, rowRemarks } from '../remarks.ts';
import type { RunFacts } from '../run-report.ts';
import { markBest } from './best.ts';
import type { LeaderboardChoice } from './choice.ts';
import type { Leaderboard, LeaderboardCell, LeaderboardRow } from './leaderboard.ts';
import { createLetteredNotes, type LetteredNotes } from './notes.ts';

/** A run on the exam of a table. */
export interface LeaderboardRun {
  readonly facts: RunFacts;
  readonly summary: Summary;
  /** Why it is no whole run of the exam, as `rowFaults` of the scoring room says; each becomes a footnote. */
  readonly faults: readonly string[];
  readonly samples: boolean;
}

interface LeaderboardInput {
  readonly table: PublishedTable;
  /** Name of the column that holds the average. */
  readonly average: string;
  /** Runs on the table's exam; those of sample questions stand in no table of the exam. */
  readonly runs: readonly LeaderboardRun[];
  readonly choice: LeaderboardChoice;
}

/** A published table joined with runs of the exam: quoted rows letter for letter, runs with everything that marks them. */
export function buildLeaderboard({ table, average, runs, choice }: LeaderboardInput): Leaderboard {
  const quoted = choice.rows === 'measured' ? [] : table.rows.map((row) => quotedRow(row, table));
  const own = choice.rows === 'quoted' ? [] : runs.filter(({ samples }) => !samples);
  const notes = createLetteredNotes();
  const measured = own.map((run) => measuredRow(run, table, notes));
  const marks = new Set(quoted.flatMap((row) => row.marks));
  const printed = Object.entries(table.footnotes).filter(([mark]) => marks.has(mark));
  return {
    table: table.table,
    title: table.title,
    head: table.head,
    columns: table.columns,
    source: quoted.length === 0 ? null : table.source,
    rows: markBest(ordered([...quoted, ...measured], table.columns.indexOf(average), choice)),
    notes: [...printed.map(([mark, text]) => ({ mark, text })), ...notes.notes],
  };
}

/** The runs of an exam's sample questions, in a table of their own that says so in its title and id. */
export function buildSampleLeaderboard(input: LeaderboardInput): Leaderboard {
  const notes = createLetteredNotes();
  const { table, average, choice } = input;
  const own = choice.rows === 'quoted' ? [] : input.runs.filter(({ samples }) => samples);
  const rows = own.map((run) => measuredRow(run, table, notes));
  return {
    table: `${table.table}-samples`,
    title: `${table.title} (sample questions)`,
    head: 'Model',
    columns: table.columns,
    source: null,
    rows: markBest(ordered(rows, table.columns.indexOf(average), choice)),
    notes: notes.notes,
  };
}

function quotedRow(row: PublishedTable['rows'][number], { obtained }: PublishedTable): LeaderboardRow {
  return {
    name: row.printed,
    model: row.model,
    origin: 'quoted',
    obtained: obtained[row.obtained] ?? row.obtained,
    compares: true,
    marks: row.marks,
    cells: row.values.map((value) => ({ value, counted: null, best: false, marks: [] })),
  };
}

function measuredRow(
  { facts, summary, faults, samples }: LeaderboardRun,
  table: PublishedTable,
  notes: LetteredNotes,
): LeaderboardRow {
  const otherSplit = table.split !== null && summary.splits.some((split) => split !== table.split);
  const remarks = [
    ...faults.map((fault) => `not a whole run of the exam: ${fault}`),
    ...(otherSplit && !samples
      ? [
          `measured on the ${summary.splits.join(' and ')} split, where the published rows are of ${table.split}`,
        ]
      : []),
    ...constantRemarks(summary),
    ...rowRemarks(summary, facts),
  ];
  const marks = remarks.map((remark) => notes.mark(remark));
  const cells = table.columns.map((column) =>
    measuredCell(column, { summary, decimals: table.decimals, notes }),
  );
  return {
    name: facts.model,
    model: facts.model,
    origin: 'measured',
    obtained: `run ${facts.id}`,
    compares: samples ? cells.every(isWhole) : faults.length === 0 && !otherSplit,
    marks,
    cells,
  };
}

function measuredCell(
  column: string,
  {
    summary,
    decimals,
    notes,
  }: { readonly summary: Summary; readonly decimals: number; readonly notes: LetteredNotes },
): LeaderboardCell {
  const group = summary.groups.find(({ name, onCard }) => onCard && name === column);
  if (group === undefined || group.accuracy === null) {
    const why = group === undefined ? `${summary.recipe} has no such average` : missingRemark(group, summary);
    return { value: null, counted: null, best: false, marks: [notes.mark(why)] };
  }
  return {
    value: formatPercent(group.accuracy, decimals),
    counted: group.scored < group.total ? `${group.scored}/${group.total}` : null,
    best: false,
    marks: [],
  };
}

function isWhole({ value, counted }: LeaderboardCell): boolean {
  return value !== null && counted === null;
}

/**
 * Rows of equal averages keep their order; rows without one come last. Below them, in the same order, stand those that
 * don't compare: the best of 13 questions is at the head of nothing.
 */
function ordered(
  rows: readonly LeaderboardRow[],
  average: number,
  { order }: LeaderboardChoice,
): readonly LeaderboardRow[] {
  if (order === 'card') return rows;
  const valueOf = (row: LeaderboardRow): number => Number(row.cells[average]?.value ?? -1);
  return rows.toSorted((a, b) => Number(b.compares) - Number(a.compares) || valueOf(b) - valueOf(a));
}
