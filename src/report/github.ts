import { cardTables } from './card-tables.ts';
import { chosenSubjectTables, detailTables } from './detail-tables.ts';
import { distinctNames } from './distinct-names.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunReport } from './run-report.ts';

/**
 * GitHub takes no job summary of more bytes than these (https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
 * "Step isolation and limits"), and shows nothing of a larger one.
 */
const MAX_BYTES = 1024 * 1024;

/**
 * Runs as a job summary of GitHub Actions: the card's tables, and every average and subject folded below them. Where that
 * would be too much for a summary the folded part is left out.
 */
export function renderGithub(reports: readonly RunReport[]): string {
  const runs = distinctNames(reports);
  const card = renderMarkdown(cardTables(runs), { detail: false });
  const chosen = renderMarkdown(chosenSubjectTables(runs), { detail: true });
  const head = `## Exam scores\n\n${card}${chosen === '' ? '' : `\n${chosen}`}`;
  const folded = renderMarkdown(detailTables(runs), { detail: true });
  // GitHub reads Markdown inside of the element only after an empty line.
  const whole = `${head}\n<details>\n<summary>Averages and subjects</summary>\n\n${folded}\n</details>\n`;
  return new TextEncoder().encode(whole).length <= MAX_BYTES
    ? whole
    : `${head}\nAverages and subjects are too long for a job summary; \`--format markdown --detail\` prints them.\n`;
}
