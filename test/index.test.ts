import { expect, it } from 'vitest';
import { cardTables, readJournal, readRun, renderMarkdown, reportOf } from '../src/index.ts';
import { openRun } from '../src/results/run-folder.ts';
import { entryOf, runRecordOf, temporaryFolder } from './results/records.ts';

it('the library leads from a run folder to tables', async () => {
  const folder = await temporaryFolder();
  const record = runRecordOf();
  const benchmarks = record.benchmarks.map((one) => ({
    ...one,
    subjects: [{ subject: 'anatomy', split: 'test' as const, total: 2 }],
  }));
  const run = await openRun(folder, { ...record, benchmarks });
  await run.journal.append(entryOf(0, { id: 'mmlu/anatomy/test/0' }));
  await run.journal.append(entryOf(1, { id: 'mmlu/anatomy/test/1', chosen: 'A', outcome: 'wrong' }));
  await run.close();

  const report = reportOf(await readRun(folder), await readJournal(folder));
  expect(report.summaries[0]?.subjects).toMatchObject([{ subject: 'anatomy', accuracy: 0.5, scored: 2 }]);
  expect(renderMarkdown(cardTables([report]), { detail: false })).toContain('tiny');
});
