import { reliabilityTable } from '../diagnostics/tables.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { plots } from './plots.ts';
import { reliabilityPlot } from './reliability-plot.ts';

/** A reliability plot a run of an exam; a sentence where no run has a scored question. */
export function calibrationPlots(exams: readonly ExamRuns[]): string {
  return plots(
    exams,
    ({ id, title, label, summary }) => {
      const { calibration } = summary.diagnostics;
      const [numbers] = reliabilityTable(summary, { model: label });
      if (calibration === null || numbers === undefined) return null;
      return reliabilityPlot({
        id: `reliability-${id}`,
        title,
        calibration,
        numbers: { ...numbers, footnotes: [] },
      });
    },
    'No scored question.',
  );
}
