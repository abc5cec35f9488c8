import { escapeHtml } from '../escape.ts';
import { noteLinks, scrolling } from '../html/table.ts';
import { leaderboardCellText } from './cell.ts';
import type { Leaderboard, LeaderboardCell, LeaderboardRow } from './leaderboard.ts';
import { legend } from './legend.ts';

interface TableOptions {
  /** Unique on the page. */
  readonly id: string;
  /** The heading that names the table; without one it has a caption. */
  readonly heading?: string;
}

/** A leaderboard as HTML, with its notes below it; what style tells (measured rows, best cells) stands in words too. */
export function leaderboardTable(leaderboard: Leaderboard, { id, heading }: TableOptions): string {
  const { title, head, columns, rows, notes } = leaderboard;
  const headings = columns.map((one) => `<th scope="col" class="n">${escapeHtml(one)}</th>`);
  const caption = heading === undefined ? `<caption id="${id}-c">${escapeHtml(title)}</caption>` : '';
  const marks = (own: readonly string[]): string =>
    noteLinks(
      own.map((text) => ({ text, target: `${id}-${notes.findIndex(({ mark }) => mark === text) + 1}` })),
    );
  const named = heading === undefined ? '' : ` aria-labelledby="${heading}"`;
  return [
    scrolling(heading ?? `${id}-c`, [
      `<table class="board" id="${id}"${named}>${caption}`,
      `<thead><tr><th scope="col">${escapeHtml(head)}</th>${headings.join('')}</tr></thead>`,
      '<tbody>',
      ...rows.map((row) => tableRow(row, marks)),
      '</tbody></table>',
    ]),
    '<ul class="notes">',
    ...notes.map(
      ({ mark, text }, place) => `<li id="${id}-${place + 1}">[${escapeHtml(mark)}] ${escapeHtml(text)}</li>`,
    ),
    ...legend(leaderboard).map((text) => `<li>${escapeHtml(text)}</li>`),
    '</ul>',
  ].join('\n');
}

type Marks = (own: readonly string[]) => string;

function tableRow({ name, origin, marks: own, cells }: LeaderboardRow, marks: Marks): string {
  const spoken = origin === 'measured' ? '<span class="sr"> (measured)</span>' : '';
  const heading = `<th scope="row">${escapeHtml(name)}${spoken}${marks(own)}</th>`;
  return `<tr class="${origin}">${heading}${cells.map((cell) => field(cell, marks)).join('')}</tr>`;
}

function field(cell: LeaderboardCell, marks: Marks): string {
  const text = escapeHtml(leaderboardCellText(cell)) + marks(cell.marks);
  return cell.best
    ? `<td class="n best">${text}<span class="sr"> (best)</span></td>`
    : `<td class="n">${text}</td>`;
}
