import { cardTables } from './card-tables.ts';
import { detailTables } from './detail-tables.ts';
import { diagnosticTables } from './diagnostics/tables.ts';
import { diagnosticWarnings } from './diagnostics/warnings.ts';
import { escapeMarkdown } from './escape.ts';
import { renderMarkdown, renderMarkdownWarnings } from './markdown.ts';
import {
  hashText,
  type HashedModel,
  importText,
  type ImportedFrom,
  type MergedFrom,
  mergeText,
} from './run-details.ts';
import type { RunReport } from './run-report.ts';

/** What a run's page tells beside its tables: what every number on it can be traced to. */
export interface RunOrigin {
  readonly id: string;
  /** Version of fiveshot. */
  readonly version: string;
  readonly recipe: string;
  readonly model: HashedModel;
  readonly imported?: ImportedFrom;
  readonly merged?: MergedFrom;
}

/** One run as a page for people, in Markdown: the card's tables with their baselines, then every average and subject, then what the scores tell. */
export function renderRunPage(
  run: RunReport,
  { id, version, recipe, model, imported, merged }: RunOrigin,
): string {
  const card = renderMarkdown(cardTables([run], { constants: true }), { detail: true });
  const detail = renderMarkdown(detailTables([run]), { detail: true });
  const diagnostics = renderMarkdown(diagnosticTables([run]), { detail: true });
  return `# ${escapeMarkdown(model.name)} under ${escapeMarkdown(recipe)}

${renderMarkdownWarnings(diagnosticWarnings([run]))}- Run \`${id}\`, fiveshot ${version}. \`run.json\` beside this file says what was run, \`journal.jsonl\` has a line for every question.
- Model SHA-256 ${hashCode(model.sha256)}, tokenizer ${hashCode(model.tokenizerSha256)}.
${imported === undefined ? '' : `- Imported from a log of ${escapeMarkdown(importText(imported))}.\n`}${merged === undefined ? '' : `- Merged from ${mergeText(merged)}.\n`}
## Tables

${card}
## Averages and subjects

${detail}
## What the letters' scores tell

${diagnostics}`;
}

function hashCode(hash: string | null): string {
  return hash === null ? hashText(hash) : `\`${hash}\``;
}
