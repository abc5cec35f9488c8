import type { ExamExplanation, ExplainedAverage } from '../records.ts';
import { signedPoints } from './comparison-words.ts';
import { escapeJson, escapeMarkdown, plainLine } from './escape.ts';
import type { ExplanationReport } from './explanation-report.ts';
import { explanationTables, PART_NAMES } from './explanation-tables.ts';
import { renderMarkdown } from './markdown.ts';
import { formatPercent } from './percent.ts';
import type { RunFacts } from './run-report.ts';
import { renderTerminal } from './terminal.ts';
import { unsharedLines } from './unshared-exams.ts';

const EXPLANATION_SCHEMA = 'fiveshot.explanation/1';

/** Which runs, a sentence an exam, and the tables, for a terminal. */
export function explanationForTerminal(
  report: ExplanationReport,
  { colour }: { readonly colour: boolean },
): string {
  const lines = headLines(report).map(plainLine).join('\n');
  return `${lines}\n\n${renderTerminal(explanationTables(report), { detail: true, colour })}`;
}

/** The same as Markdown. */
export function explanationAsMarkdown(report: ExplanationReport): string {
  const lines = headLines(report).map((line) => `- ${escapeMarkdown(line)}`);
  return `${lines.join('\n')}\n\n${renderMarkdown(explanationTables(report), { detail: true })}`;
}

/** The same as JSON: averages and differences are fractions, unrounded. */
export function explanationAsJson({ exams, ...rest }: ExplanationReport): string {
  const explanation = {
    schema: EXPLANATION_SCHEMA,
    ...rest,
    exams: exams.map((exam) => ({ ...exam, sentence: sentence(exam) })),
  };
  return `${escapeJson(JSON.stringify(explanation, null, 2))}\n`;
}

function headLines({ a, b, exams, ...unshared }: ExplanationReport): string[] {
  return [
    `A: ${runText(a)}`,
    `B: ${runText(b)}`,
    ...unsharedLines(unshared),
    ...exams.map((exam) => `${exam.title}: ${sentence(exam)}`),
  ];
}

function runText({ model, precision, shots, id }: RunFacts): string {
  return `${model}, ${precision}, ${shots} shots, run ${id}`;
}

/** What an exam's difference is made of, without the exam's name: the parts that are not 0, largest first. */
function sentence({ split, decimals, averageOver }: ExamExplanation): string {
  if (split === null) return 'no question was scored in both runs, so nothing can be said.';
  const { a, b, difference, parts } = split;
  const text = (one: ExplainedAverage): string =>
    `${formatPercent(one.accuracy, decimals)}${partText(one, averageOver)}`;
  const averages = `A has ${text(a)} and B ${text(b)}`;
  const named = parts
    .filter((one) => one.difference !== 0)
    .toSorted((x, y) => Math.abs(y.difference) - Math.abs(x.difference))
    .map((one) => `${PART_NAMES[one.part]} ${signedPoints(one.difference, decimals)}`);
  if (named.length === 0) return `${averages}; no part adds anything.`;
  return `${averages}, ${signedPoints(difference, decimals)} points: ${named.join(', ')}.`;
}

/** What of the exam an average is over, where that is not all of it. */
function partText({ subjects, scored, total }: ExplainedAverage, averageOver: number): string {
  const parts = [
    ...(subjects.length === averageOver ? [] : [`${subjects.length} of ${averageOver} subjects`]),
    ...(scored === total ? [] : [`${scored} of ${total} questions`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
