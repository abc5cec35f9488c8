import pico from 'picocolors';
import { cardTables } from '../report/card-tables.ts';
import type { Table } from '../records.ts';
import { chosenSubjectTables, detailTables } from '../report/detail-tables.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { RunReport } from '../report/run-report.ts';
import { renderTerminal } from '../report/terminal.ts';

/** Formats of `report --format`. */
export type ReportFormat = 'terminal' | 'markdown' | 'json';

/**
 * Prints the card's tables of runs; after them the subjects of exams of which only some were run, or, where detail is
 * asked for, all subjects, averages and baselines.
 */
export function printReports(
  reports: readonly RunReport[],
  format: ReportFormat,
  { detail }: { readonly detail: boolean },
): void {
  if (format === 'json') {
    process.stdout.write(renderJson(reports));
    return;
  }
  const render = (tables: readonly Table[], counts: boolean): string =>
    format === 'markdown'
      ? renderMarkdown(tables, { detail: counts })
      : renderTerminal(tables, { detail: counts, colour: pico.isColorSupported });
  const subjects = detail ? detailTables(reports) : chosenSubjectTables(reports);
  const card = render(cardTables(reports, { constants: detail }), detail);
  process.stdout.write(subjects.length === 0 ? card : `${card}\n${render(subjects, true)}`);
}
