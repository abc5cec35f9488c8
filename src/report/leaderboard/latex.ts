import { escapeLatex } from '../escape.ts';
import { leaderboardCellText } from './cell.ts';
import type { Leaderboard, LeaderboardRow } from './leaderboard.ts';
import { legend } from './legend.ts';

/** A `table` environment a table, with plain LaTeX commands only: no package has to be loaded. */
export function leaderboardsLatex(leaderboards: readonly Leaderboard[]): string {
  return leaderboards.map(environment).join('\n');
}

function environment(leaderboard: Leaderboard): string {
  const { table, title, head, columns, rows, notes } = leaderboard;
  const texts = [
    ...notes.map(({ mark, text }) => `[${escapeLatex(mark)}] ${escapeLatex(text)}`),
    ...legend(leaderboard).map(escapeLatex),
  ];
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(title)}}`,
    `\\label{tab:${table}}`,
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\hline',
    line([head, ...columns].map(escapeLatex)),
    '\\hline',
    ...rows.map((row) => line(rowCells(row))),
    '\\hline',
    '\\end{tabular}',
    // A paragraph a note: a line break would read a bracket after it as a length.
    ...texts.flatMap((text) => ['', `{\\footnotesize ${text}\\par}`]),
    '\\end{table}',
    '',
  ].join('\n');
}

function rowCells({ name, origin, marks, cells }: LeaderboardRow): string[] {
  const escaped = escapeLatex(name);
  return [
    (origin === 'measured' ? `\\textit{${escaped}}` : escaped) + marksOf(marks),
    ...cells.map((cell) => {
      const text = escapeLatex(leaderboardCellText(cell));
      return (cell.best ? `\\textbf{${text}}` : text) + marksOf(cell.marks);
    }),
  ];
}

function marksOf(marks: readonly string[]): string {
  return marks.length === 0 ? '' : `\\textsuperscript{${marks.map(escapeLatex).join(',')}}`;
}

/** A name that begins with a bracket would be taken for an option of the row before it. */
function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (/^\s*[[*]/.test(cell) ? `{}${cell}` : cell)).join(' & ')} \\\\`;
}
