import { escapeMarkdown } from '../escape.ts';
import { leaderboardCellText } from './cell.ts';
import type { Leaderboard, LeaderboardRow } from './leaderboard.ts';
import { legend } from './legend.ts';

/** Tables with a heading each, for a page of its own. */
export function leaderboardsMarkdown(leaderboards: readonly Leaderboard[]): string {
  return leaderboards
    .map((one) => `### ${escapeMarkdown(one.title)}\n\n${leaderboardMarkdown(one)}`)
    .join('\n');
}

/** A table and its notes, without a heading: what stands between two markers. */
export function leaderboardMarkdown(leaderboard: Leaderboard): string {
  const { head, columns, rows, notes } = leaderboard;
  const cells = [[head, ...columns].map(escapeMarkdown), ...rows.map(rowCells)];
  const widths = [head, ...columns].map((_, place) =>
    Math.max(3, ...cells.map((row) => columnsOf(row[place] ?? ''))),
  );
  const rule = widths.map((width, place) => (place === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [header = [], ...body] = cells.map((row) => row.map((text, place) => padded(text, place, widths)));
  const texts = [
    ...notes.map(({ mark, text }) => `\\[${escapeMarkdown(mark)}\\] ${escapeMarkdown(text)}`),
    ...legend(leaderboard).map(escapeMarkdown),
  ];
  return [
    ...[header, rule, ...body].map((row) => `| ${row.join(' | ')} |`),
    '',
    ...texts.map((text) => `- ${text}`),
    '',
  ].join('\n');
}

function rowCells({ name, origin, marks, cells }: LeaderboardRow): string[] {
  // White space inside the underscores, or nothing, would leave them standing as they are.
  const escaped = escapeMarkdown(name).trim() || '-';
  return [
    (origin === 'measured' ? `_${escaped}_` : escaped) + marksOf(marks),
    ...cells.map((cell) => {
      const text = leaderboardCellText(cell);
      return (cell.best ? `**${text}**` : text) + marksOf(cell.marks);
    }),
  ];
}

function marksOf(marks: readonly string[]): string {
  return marks.length === 0 ? '' : ` \\[${marks.map(escapeMarkdown).join(',')}\\]`;
}

/** Columns of numbers are set to the right, as their rule says. */
function padded(text: string, place: number, widths: readonly number[]): string {
  const space = ' '.repeat(Math.max(0, (widths[place] ?? 0) - columnsOf(text)));
  return place === 0 ? text + space : space + text;
}

/** Columns that a text takes in an editor: East Asian characters take two. */
function columnsOf(text: string): number {
  return Array.from(text).length + (text.match(WIDE)?.length ?? 0);
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/gu;
