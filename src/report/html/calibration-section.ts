import { reliabilityTable } from '../diagnostics/tables.ts';
import { escapeHtml } from '../escape.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { reliabilityPlot } from './reliability-plot.ts';

/** A reliability plot a run of an exam; a sentence where no run has a scored question. */
export function calibrationPlots({ benchmark, title, rows }: ExamRuns): string {
  const plots = rows.flatMap(({ label, summary }, index) => {
    const { calibration } = summary.diagnostics;
    const [numbers] = reliabilityTable(summary, { model: label });
    if (calibration === null || numbers === undefined) return [];
    return [
      reliabilityPlot({
        id: `reliability-${benchmark}-${index}`,
        title: label,
        calibration,
        numbers: { ...numbers, footnotes: [] },
      }),
    ];
  });
  const heading = `<h3>${escapeHtml(title)}</h3>`;
  if (plots.length === 0) return `${heading}\n<p>No scored question.</p>`;
  return [heading, '<div class="plots">', ...plots, '</div>'].join('\n');
}
