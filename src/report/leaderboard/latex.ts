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
    // So the card's seven columns fit the 345 points of an article in 10-point type.
    '\\footnotesize',
    '\\setlength{\\tabcolsep}{2.5pt}',
    '\\smallskip',
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\hline',
    line([escapeLatex(head), ...columns.map(heading)]),
    '\\hline',
    ...rows.map((row) => line(rowCells(row))),
    '\\hline',
    '\\end{tabular}',
    '',
    '\\smallskip\\raggedright',
    // A paragraph a note: a line break would read a bracket after it as a length.
    ...texts.map((text) => `${text}\\par`),
    '\\end{table}',
    '',
  ].join('\n');
}

/** A word a line: a heading is wider than the numbers below it. */
function heading(column: string): string {
  const words = column.split(' ').map((word) => noOption(escapeLatex(word)));
  return words.length === 1
    ? words.join('')
    : `\\begin{tabular}[b]{@{}r@{}}${words.join(' \\\\ ')}\\end{tabular}`;
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

function line(cells: readonly string[]): string {
  return `${cells.map(noOption).join(' & ')} \\\\`;
}

/** A text that begins with a bracket or a star would be taken for an option of the line end before it. */
function noOption(text: string): string {
  return /^\s*[[*]/.test(text) ? `{}${text}` : text;
}
