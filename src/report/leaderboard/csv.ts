import { escapeCsv } from '../escape.ts';
import type { Leaderboard, LeaderboardRow } from './leaderboard.ts';

/**
 * Tables as CSV (RFC 4180), one below another with an empty line between: every table has a header of its own columns.
 * The texts of a row's notes stand in its last field, since a file of rows has no footnotes.
 */
export function leaderboardsCsv(leaderboards: readonly Leaderboard[]): string {
  return leaderboards.map(tableLines).join('\r\n');
}

function tableLines({ table, columns, rows, notes }: Leaderboard): string {
  const noted = (row: LeaderboardRow): string => {
    const marks = new Set([...row.marks, ...row.cells.flatMap((cell) => cell.marks)]);
    return notes
      .filter(({ mark }) => marks.has(mark))
      .map(({ text }) => text)
      .join(' / ');
  };
  const lines = [
    ['table', 'name', 'model', 'origin', 'obtained', 'marks', ...columns, 'counted', 'notes'],
    ...rows.map((row) => [
      table,
      row.name,
      row.model,
      row.origin,
      row.obtained,
      row.marks.join(' '),
      ...row.cells.map(({ value }) => value ?? ''),
      countedText(row, columns),
      noted(row),
    ]),
  ];
  return lines.map((fields) => `${fields.map(escapeCsv).join(',')}\r\n`).join('');
}

function countedText({ cells }: LeaderboardRow, columns: readonly string[]): string {
  return cells
    .flatMap(({ counted }, place) => (counted === null ? [] : [`${columns[place] ?? ''} ${counted}`]))
    .join(' / ');
}
