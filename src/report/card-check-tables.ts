import type { CardCheck, Cell, CheckedCell, Interval, Table } from '../records.ts';
import { signedPoints } from './comparison-words.ts';
import { createFootnotes, type Footnotes } from './footnotes.ts';
import { intervalCell } from './interval-cell.ts';
import { formatPercent } from './percent.ts';

/** A table an exam: each column of the published table with the run's number beside the printed one. */
export function cardCheckTables(checks: readonly CardCheck[]): Table[] {
  return checks.map(checkTable);
}

function checkTable(check: CardCheck): Table {
  const notes = createFootnotes();
  // The notes of the row come first, whatever its cells carry.
  const marks = rowRemarks(check).map((remark) => notes.mark(remark));
  return {
    title: check.title,
    columns: [
      'Column',
      'Run',
      '95 %',
      `Published [${marks.join(',')}]`,
      'About its 95 %',
      'Run less published',
      'Is',
      'What may explain it',
    ],
    rows: check.cells.map((cell) => cellRow(cell, check, notes)),
    footnotes: notes.texts,
  };
}

function rowRemarks({ faults, row, source, cells }: CardCheck): string[] {
  const known = cells.some(({ publishedInterval }) => publishedInterval !== null);
  // What the source's own footnotes say is how its numbers came about.
  const said = row.notes.length === 0 ? row.obtained : row.notes.join(' ');
  return [
    ...faults.map((fault) => `not a whole run of the exam: ${fault}`),
    `published: ${row.printed}, ${source.document} of ${source.date}: ${said}`,
    known
      ? "the published number's own sampling error is about what so many questions give; it is not in the judgement"
      : "the published number's own sampling error is unknown: the source does not say which questions it asked",
  ];
}

function cellRow(cell: CheckedCell, { decimals }: CardCheck, notes: Footnotes): Cell[] {
  const { accuracy: value, scored, total, interval, published, publishedInterval, difference } = cell;
  return [
    textCell(cell.column),
    { type: 'percent', value, decimals, scored, total, marks: [] },
    intervalCell(interval, decimals),
    textCell(published ?? '-'),
    aboutCell(publishedInterval, decimals),
    textCell(difference === null ? '-' : signedPoints(difference / 100, decimals + 1)),
    textCell(cell.finding),
    textCell(
      explanation(cell),
      cell.explanations.map(({ cause, text }) =>
        notes.mark(cause === 'averaging' ? averaging(text, cell, decimals) : text),
      ),
    ),
  ];
}

function textCell(content: string, marks: readonly number[] = []): Cell {
  return { type: 'text', text: content, marks };
}

function aboutCell(interval: Interval | null, decimals: number): Cell {
  return interval === null ? { type: 'text', text: 'unknown' } : intervalCell(interval, decimals);
}

function explanation({ withinSamplingError, explanations }: CheckedCell): string {
  if (withinSamplingError === null) return '-';
  const known = [
    ...(withinSamplingError ? ['sampling error'] : []),
    ...explanations.map(({ cause }) => cause),
  ];
  return known.length === 0 ? 'nothing that fiveshot knows of' : known.join(', ');
}

/** The number that the other rule gives is the cell's own. */
function averaging(what: string, { byOtherRule, rule, column }: CheckedCell, decimals: number): string {
  if (byOtherRule === null) return what;
  const other = rule === 'pooled' ? 'subject-mean' : 'pooled';
  return `${what}; by rule ${other} the run's ${column} is ${formatPercent(byOtherRule, decimals)}`;
}
