import type { Cell, GroupSummary, Summary, Table } from '../records.ts';
import { constantRows } from './constant-rows.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';
import { missingRemark, rowRemarks } from './remarks.ts';
import type { RunFacts, RunReport } from './run-report.ts';

/**
 * The tables of a model card: one a benchmark, in the order in which the runs name them, with the card's columns and
 * one row a run. `constants` adds what always answering one letter scores on the same questions.
 */
export function cardTables(
  runs: readonly RunReport[],
  { constants = false }: { readonly constants?: boolean } = {},
): Table[] {
  const benchmarks = new Set(runs.flatMap((run) => run.summaries.map((summary) => summary.benchmark)));
  return [...benchmarks].map((benchmark) =>
    cardTable(
      runs.flatMap(({ facts, summaries }) =>
        summaries.filter((one) => one.benchmark === benchmark).map((summary) => ({ facts, summary })),
      ),
      constants,
    ),
  );
}

interface Row {
  readonly facts: RunFacts;
  readonly summary: Summary;
}

function cardTable(rows: readonly Row[], constants: boolean): Table {
  const notes = createFootnotes();
  const columns = (rows[0]?.summary.groups ?? []).filter((group) => group.onCard).map((group) => group.name);
  const runRows = rows.map((row) => runRow(row, columns, notes));
  return {
    title: rows[0]?.summary.title ?? '',
    columns: ['Model', ...columns],
    rows: constants ? [...runRows, ...constantRows(rows, columns)] : runRows,
    footnotes: notes.texts,
  };
}

function runRow({ facts, summary }: Row, columns: readonly string[], notes: Footnotes): Cell[] {
  const marks = rowRemarks(summary, facts).map((remark) => notes.mark(remark));
  const model: Cell = { type: 'text', text: facts.model, marks };
  return [model, ...columns.map((name) => groupCell(groupOf(summary, name), summary, notes))];
}

function groupOf(summary: Summary, name: string): GroupSummary | undefined {
  return summary.groups.find((group) => group.onCard && group.name === name);
}

/** An accuracy, or a `-` that says why there is none. */
export function groupCell(group: GroupSummary | undefined, summary: Summary, notes: Footnotes): Cell {
  if (group === undefined) return { type: 'text', text: '-' };
  const marks = group.accuracy === null ? [notes.mark(missingRemark(group, summary))] : [];
  const { accuracy: value, scored, total } = group;
  return { type: 'percent', value, decimals: summary.decimals, scored, total, marks };
}
