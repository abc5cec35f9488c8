import pico from 'picocolors';
import { cardTables } from '../report/card-tables.ts';
import type { Table } from '../records.ts';
import { chosenSubjectTables, detailTables } from '../report/detail-tables.ts';
import { diagnosticTables } from '../report/diagnostics/tables.ts';
import { diagnosticWarnings } from '../report/diagnostics/warnings.ts';
import { distinctNames } from '../report/distinct-names.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown, renderMarkdownWarnings } from '../report/markdown.ts';
import type { RunReport } from '../report/run-report.ts';
import { renderTerminal, renderTerminalWarnings } from '../report/terminal.ts';

/** Formats of `report --format`. */
export type ReportFormat = 'terminal' | 'markdown' | 'json';

/**
 * Prints the card's tables of runs under what must be known before any of their numbers; after them the subjects of exams
 * of which only some were run, or, where detail is asked for, all subjects, averages, baselines and what the scores tell.
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
  const colour = pico.isColorSupported;
  const render = (tables: readonly Table[], counts: boolean): string =>
    format === 'markdown'
      ? renderMarkdown(tables, { detail: counts })
      : renderTerminal(tables, { detail: counts, colour });
  const runs = distinctNames(reports);
  const warnings = diagnosticWarnings(runs);
  process.stdout.write(
    format === 'markdown' ? renderMarkdownWarnings(warnings) : renderTerminalWarnings(warnings, { colour }),
  );
  const subjects = detail ? [...detailTables(runs), ...diagnosticTables(runs)] : chosenSubjectTables(runs);
  const card = render(cardTables(runs, { constants: detail }), detail);
  process.stdout.write(subjects.length === 0 ? card : `${card}\n${render(subjects, true)}`);
}
