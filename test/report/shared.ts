import type { RunReport } from '../../src/report/run-report.ts';
import type { SharedRun } from '../../src/report/shared-run.ts';

/** A report with what other programs' formats need beside it. */
export function sharedOf(
  report: RunReport,
  { samples = false }: { readonly samples?: boolean } = {},
): SharedRun {
  return {
    ...report,
    version: '0.1.0',
    modelSha256: '1'.repeat(64),
    tokenizerSha256: '2'.repeat(64),
    importedFrom: null,
    started: '2026-11-23T18:00:00.250Z',
    exams: { mmlu: { average: 'Average', dataset: 'cais/mmlu', samples } },
  };
}
