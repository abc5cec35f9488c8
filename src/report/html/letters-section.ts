import { lettersTable } from '../diagnostics/tables.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { letterBars } from './letter-bars.ts';
import { plots } from './plots.ts';

/** Letters chosen against letters wanted, a drawing a run of an exam; a sentence where no run has a choice. */
export function letterPlots(exams: readonly ExamRuns[]): string {
  return plots(
    exams,
    ({ id, title, label, summary }) => {
      const { answered, letters } = summary.diagnostics;
      if (answered === 0) return null;
      const numbers = lettersTable(summary, { model: label });
      return letterBars({ id: `letters-${id}`, title, letters, numbers });
    },
    'No answers.',
  );
}
