import type { Cell, GroupSummary, Summary, Table } from '../records.ts';
import { byExam } from './by-exam.ts';
import { constantRows } from './constant-rows.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';
import { missingRemark, rowRemarks } from './remarks.ts';
import type { RunFacts, RunReport } from './run-report.ts';

/**
 * The tables of a model card: one an exam, in the order in which the runs name them, with the card's columns and one row
 * a run; samples have tables of their own. `constants` adds what always answering one letter scores on the same questions.
 */
export function cardTables(
  runs: readonly RunReport[],
  { constants = false }: { readonly constants?: boolean } = {},
): Table[] {
  return byExam(runs).map(({ title, rows }) =>
    cardTable(
      title,
      rows.map(({ run, summary }) => ({ facts: run.facts, summary })),
      constants,
    ),
  );
}

interface Row {
  readonly facts: RunFacts;
  readonly summary: Summary;
}

function cardTable(title: string, rows: readonly Row[], constants: boolean): Table {
  const notes = createFootnotes();
  const columns = (rows[0]?.summary.groups ?? []).filter((group) => group.onCard).map((group) => group.name);
  const runRows = rows.map((row) => runRow(row, columns, notes));
  return {
    title,
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
