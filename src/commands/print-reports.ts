import pico from 'picocolors';
import { cardTables } from '../report/card-tables.ts';
import { detailTables } from '../report/detail-tables.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { RunReport } from '../report/run-report.ts';
import { renderTerminal } from '../report/terminal.ts';

/** Formats of `report --format`. */

export type ReportFormat = 'terminal' | 'markdown' | 'json';

/** Prints the card's tables of runs, with per-subject tables and baselines where detail is asked for. */
export function printReports(
  reports: readonly RunReport[],
  format: ReportFormat,
  { detail }: { readonly detail: boolean },
): void {
  const tables = [...cardTables(reports, { constants: detail }), ...(detail ? detailTables(reports) : [])];
  switch (format) {
    case 'json':
      return void process.stdout.write(renderJson(reports));
    case 'markdown':
      return void process.stdout.write(renderMarkdown(tables, { detail }));
    case 'terminal':
      return void process.stdout.write(renderTerminal(tables, { detail, colour: pico.isColorSupported }));
    default:
      return format satisfies never;
  }
}
