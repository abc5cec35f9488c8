import { escapeJson } from './escape.ts';
import type { RunReport } from './run-report.ts';

const REPORT_SCHEMA = 'fiveshot.report/1';

/** Runs with all of their summaries, baselines and both averages included; accuracies are fractions, unrounded. */
export function renderJson(runs: readonly RunReport[]): string {
  const report = {
    schema: REPORT_SCHEMA,
    runs: runs.map(({ facts, summaries }) => ({ ...facts, summaries })),
  };
  return `${escapeJson(JSON.stringify(report, null, 2))}\n`;
}
