import { escapeHtml } from '../escape.ts';
import { leaderboardCellText } from './cell.ts';
import type { Leaderboard, LeaderboardRow } from './leaderboard.ts';
import { legend } from './legend.ts';

const STYLE = [
  'table { border-collapse: collapse; }',
  'th, td { padding: 0.2em 0.7em; border-bottom: 1px solid #ccc; text-align: right; }',
  'th:first-child, td:first-child { text-align: left; }',
  '.measured td:first-child { font-style: italic; }',
  '.best { font-weight: bold; }',
];

/** One page with every table; no script, nothing from elsewhere. */
export function leaderboardsHtml(leaderboards: readonly Leaderboard[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<title>Leaderboards</title>',
    '<style>',
    ...STYLE,
    '</style>',
    '</head>',
    '<body>',
    ...leaderboards.flatMap(section),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function section(leaderboard: Leaderboard): string[] {
  const { table, title, head, columns, rows, notes } = leaderboard;
  const headings = [head, ...columns].map((one) => `<th scope="col">${escapeHtml(one)}</th>`);
  return [
    `<section id="${escapeHtml(table)}">`,
    `<h2>${escapeHtml(title)}</h2>`,
    '<table>',
    `<thead><tr>${headings.join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map(tableRow),
    '</tbody>',
    '</table>',
    '<ul>',
    ...notes.map(({ mark, text }) => `<li>[${escapeHtml(mark)}] ${escapeHtml(text)}</li>`),
    ...legend(leaderboard).map((text) => `<li>${escapeHtml(text)}</li>`),
    '</ul>',
    '</section>',
  ];
}

function tableRow({ name, origin, marks, cells }: LeaderboardRow): string {
  const fields = cells.map(
    (cell) =>
      `<td${cell.best ? ' class="best"' : ''}>${escapeHtml(leaderboardCellText(cell))}${marksOf(cell.marks)}</td>`,
  );
  return `<tr class="${origin}"><td>${escapeHtml(name)}${marksOf(marks)}</td>${fields.join('')}</tr>`;
}

function marksOf(marks: readonly string[]): string {
  return marks.length === 0 ? '' : `<sup>${escapeHtml(marks.join(','))}</sup>`;
}
