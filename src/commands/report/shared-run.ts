import type { SharedRun } from '../../report/shared-run.ts';
import { coveredExam } from '../covered-exam.ts';
import { reportOf } from '../run-report.ts';
import type { StoredRun } from '../stored-run.ts';

/** A run for the formats of other programs. Throws InputError as `reportOf` does. */
export function sharedRun({ record, entries }: StoredRun): SharedRun {
  const { version, model, started, imported } = record;
  const exams = record.benchmarks.map((covered) => {
    const { benchmark } = coveredExam(record, covered);
    const average = benchmark.columns.find(({ over }) => over.kind === 'default-subjects')?.name ?? '';
    const dataset = benchmark.source.hubId ?? benchmark.id;
    return [benchmark.id, { average, dataset, samples: covered.samples !== undefined }] as const;
  });
  return {
    ...reportOf(record, entries),
    version,
    modelSha256: model.sha256,
    tokenizerSha256: model.tokenizerSha256,
    importedFrom: imported?.source ?? null,
    started,
    exams: Object.fromEntries(exams),
  };
}
