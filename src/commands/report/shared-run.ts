import type { SharedRun } from '../../report/shared-run.ts';
import { coveredExam } from '../covered-exam.ts';
import type { ReportedRun } from '../read-report.ts';

/** A run for the formats of other programs. */
export function sharedRun({ facts, summaries, details }: ReportedRun): SharedRun {
  const { version, model, started, imported } = details;
  const exams = details.benchmarks.map((covered) => {
    const { benchmark } = coveredExam(details, covered);
    const average = benchmark.columns.find(({ over }) => over.kind === 'default-subjects')?.name ?? '';
    const dataset = benchmark.source.hubId ?? benchmark.id;
    return [benchmark.id, { average, dataset, samples: covered.samples !== undefined }] as const;
  });
  return {
    facts,
    summaries,
    version,
    modelSha256: model.sha256,
    tokenizerSha256: model.tokenizerSha256,
    importedFrom: imported?.source ?? null,
    started,
    exams: Object.fromEntries(exams),
  };
}
