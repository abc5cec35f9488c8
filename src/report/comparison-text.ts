import type { ComparisonReport } from './comparison-report.ts';
import { comparisonTables } from './comparison-tables.ts';
import { comparisonSentence } from './comparison-words.ts';
import { escapeJson, escapeMarkdown, plainLine } from './escape.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunFacts } from './run-report.ts';
import { renderTerminal } from './terminal.ts';
import { unsharedLines } from './unshared-exams.ts';

const COMPARISON_SCHEMA = 'fiveshot.comparison/1';

/** What was compared, a sentence an exam, and the tables, for a terminal. */
export function comparisonForTerminal(
  report: ComparisonReport,
  { colour }: { readonly colour: boolean },
): string {
  const lines = headLines(report).map(plainLine).join('\n');
  return `${lines}\n\n${renderTerminal(comparisonTables(report), { detail: true, colour })}`;
}

/** The same as Markdown. */
export function comparisonAsMarkdown(report: ComparisonReport): string {
  const lines = headLines(report).map((line) => `- ${escapeMarkdown(line)}`);
  return `${lines.join('\n')}\n\n${renderMarkdown(comparisonTables(report), { detail: true })}`;
}

/** The same as JSON: accuracies, differences and p values are fractions, unrounded. */
export function comparisonAsJson({ exams, ...rest }: ComparisonReport): string {
  const comparison = {
    schema: COMPARISON_SCHEMA,
    ...rest,
    exams: exams.map((exam) => ({ ...exam, sentence: comparisonSentence(exam) })),
  };
  return `${escapeJson(JSON.stringify(comparison, null, 2))}\n`;
}

function headLines({ a, b, exams, ...unshared }: ComparisonReport): string[] {
  return [
    `A: ${runText(a)}`,
    `B: ${runText(b)}`,
    ...unsharedLines(unshared),
    ...exams.map((exam) => `${exam.title}: ${comparisonSentence(exam)}`),
  ];
}

function runText({ model, precision, id }: RunFacts): string {
  return `${model}, ${precision}, run ${id}`;
}
