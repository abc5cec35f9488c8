import CliTable from 'cli-table3';
import pico from 'picocolors';
import type { Table } from '../records.ts';
import { cellText, marksText, type CellOptions } from './cell-text.ts';
import { plainLine } from './escape.ts';

export interface TerminalOptions extends CellOptions {
  readonly colour: boolean;
}

/** Tables with drawn borders for a terminal. Colours only where asked for; nothing is read from the environment. */
export function renderTerminal(tables: readonly Table[], options: TerminalOptions): string {
  return tables.map((table) => renderTable(table, options)).join('\n');
}

/** Warnings to stand above tables, one a line; empty where there is none. */
export function renderTerminalWarnings(
  warnings: readonly string[],
  { colour }: Pick<TerminalOptions, 'colour'>,
): string {
  const { yellow } = pico.createColors(colour);
  return warnings.map((warning) => `${yellow('Warning:')} ${plainLine(warning)}\n\n`).join('');
}

function renderTable({ title, columns, rows, footnotes }: Table, options: TerminalOptions): string {
  const { bold, dim } = pico.createColors(options.colour);
  const drawn = new CliTable({
    head: columns.map(plainLine),
    colAligns: columns.map((_, index) => (rows[0]?.[index]?.type === 'text' ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    drawn.push(row.map((cell) => plainLine(cellText(cell, options)) + marksText(cell)));
  }
  const lines = [
    bold(plainLine(title)),
    drawn.toString(),
    ...footnotes.map((text, index) => dim(`[${index + 1}] ${plainLine(text)}`)),
  ];
  return `${lines.join('\n')}\n`;
}
