import type { CardCheck } from '../records.ts';
import { cardCheckTables } from './card-check-tables.ts';
import { escapeJson, escapeMarkdown, plainLine } from './escape.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunFacts } from './run-report.ts';
import { renderTerminal } from './terminal.ts';

const CARD_CHECK_SCHEMA = 'fiveshot.card-check/1';

/** A run beside a published row, ready to be shown. */
export interface CardCheckReport {
  readonly run: RunFacts;
  /** Largest difference in percentage points that is inside; null where the run's 95 % interval decides. */
  readonly tolerance: number | null;
  readonly exams: readonly CardCheck[];
  /** Titles of exams of the run that have no such published row. */
  readonly withoutRow: readonly string[];
}

/** The run, the row, the rule of judgement and a table an exam, for a terminal. */
export function cardCheckForTerminal(
  report: CardCheckReport,
  { colour }: { readonly colour: boolean },
): string {
  const lines = headLines(report).map(plainLine).join('\n');
  return `${lines}\n\n${renderTerminal(cardCheckTables(report.exams), { detail: true, colour })}`;
}

/** The same as Markdown. */
export function cardCheckAsMarkdown(report: CardCheckReport): string {
  const lines = headLines(report).map((line) => `- ${escapeMarkdown(line)}`);
  return `${lines.join('\n')}\n\n${renderMarkdown(cardCheckTables(report.exams), { detail: true })}`;
}

/** The same as JSON: accuracies and intervals are fractions, unrounded; differences are percentage points. */
export function cardCheckAsJson(report: CardCheckReport): string {
  return `${escapeJson(JSON.stringify({ schema: CARD_CHECK_SCHEMA, ...report }, null, 2))}\n`;
}

/** What makes a cell inside, as the end of a sentence. */
export function insideText(tolerance: number | null): string {
  return tolerance === null
    ? "the printed number, which stands for all that round to it, lies in the run's 95 % interval"
    : `the run is at most ${tolerance} points from the printed number`;
}

function headLines({ run, tolerance, exams, withoutRow }: CardCheckReport): string[] {
  const models = [...new Set(exams.map(({ row }) => row.model))];
  return [
    `run ${run.id}: ${run.model}, ${run.precision}; published: ${models.join(', ')}`,
    `inside: ${insideText(tolerance)}`,
    ...(withoutRow.length === 0 ? [] : [`no such published row: ${withoutRow.join(', ')}`]),
  ];
}
