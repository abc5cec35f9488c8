import { join } from 'node:path';
import { openExams, requestFromFlags } from '../../src/commands/open-exams.ts';
import type { JournalEntry } from '../../src/records.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { runRecordOf } from '../results/records.ts';
import { answer, randomNumbers } from './made-run.ts';

const SAMPLES = join(import.meta.dirname, '../../datasets/samples');

/**
 * A run of made answers over real questions of a data folder: its record has the files' hashes and its journal the
 * prompts', so that the texts can be found again.
 */
export async function runOver(
  tasks: string,
  { data = SAMPLES, model = 'made', seed = 7, shots = 5 } = {},
): Promise<{ readonly record: RunRecord; readonly entries: readonly JournalEntry[] }> {
  const subjects = await openExams(requestFromFlags({ tasks: [tasks], data, shots }));
  const random = randomNumbers(seed);
  const entries = subjects.flatMap(({ prompts }) =>
    prompts.map(({ question, shotIds, ...prompt }) =>
      Object.assign({}, answer(question.id, question.answer, random), {
        promptSha256: prompt.render(shotIds.length).sha256,
        shotsAsked: shotIds.length,
        shotsUsed: shotIds.length,
      }),
    ),
  );
  const base = runRecordOf();
  const exams = [...new Set(subjects.map(({ benchmark }) => benchmark.id))];
  const record = runRecordOf({
    model: { ...base.model, name: model },
    benchmarks: exams.map((benchmark) => {
      const own = subjects.filter((one) => one.benchmark.id === benchmark);
      const samples = own[0]?.samples ?? null;
      const source = samples === null ? {} : { samples };
      return Object.assign(source, {
        benchmark,
        subjects: own.map(({ subject, split, prompts }) => ({ subject, split, total: prompts.length })),
        files: own.flatMap(({ sources }) => sources.map(({ name, sha256 }) => ({ name, sha256 }))),
        letterRule: 'upstream' as const,
        letterIds: {},
      });
    }),
    settings: { ...base.settings, shots },
  });
  return { record, entries };
}
