import type { Table } from '../records.ts';
import { cellText, marksText, type CellOptions } from './cell-text.ts';
import { escapeMarkdown } from './escape.ts';

/** Tables as GitHub-flavoured Markdown: a heading, a table and a list of footnotes each. */
export function renderMarkdown(tables: readonly Table[], options: CellOptions): string {
  return tables.map((table) => renderTable(table, options)).join('\n');
}

/** Warnings to stand above tables, each a quoted paragraph of its own; empty where there is none. */
export function renderMarkdownWarnings(warnings: readonly string[]): string {
  return warnings.map((warning) => `> **Warning:** ${escapeMarkdown(warning)}\n\n`).join('');
}

function renderTable({ title, columns, rows, footnotes }: Table, options: CellOptions): string {
  const alignment = columns.map((_, index) => (rows[0]?.[index]?.type === 'text' ? '---' : '---:'));
  const lines = [
    `### ${escapeMarkdown(title)}`,
    '',
    tableLine(columns.map(escapeMarkdown)),
    tableLine(alignment),
    ...rows.map((row) =>
      tableLine(row.map((cell) => escapeMarkdown(cellText(cell, options)) + escapeMarkdown(marksText(cell)))),
    ),
    ...(footnotes.length === 0 ? [] : ['']),
    ...footnotes.map((text, index) => `- \\[${index + 1}\\] ${escapeMarkdown(text)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
