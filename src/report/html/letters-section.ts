import { lettersTable } from '../diagnostics/tables.ts';
import { escapeHtml } from '../escape.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { letterBars } from './letter-bars.ts';

/** Letters chosen against letters wanted, a drawing a run of an exam; a sentence where no run has a choice. */
export function letterPlots({ benchmark, title, rows }: ExamRuns): string {
  const plots = rows.flatMap(({ label, summary }, index) => {
    const { answered, letters } = summary.diagnostics;
    const numbers = lettersTable(summary, { model: label });
    if (answered === 0) return [];
    return [letterBars({ id: `letters-${benchmark}-${index}`, title: label, letters, numbers })];
  });
  const heading = `<h3>${escapeHtml(title)}</h3>`;
  if (plots.length === 0) return `${heading}\n<p>No answers.</p>`;
  return [heading, '<div class="plots">', ...plots, '</div>'].join('\n');
}
