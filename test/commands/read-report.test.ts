import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readReport } from '../../src/commands/read-report.ts';
import { reportOf } from '../../src/commands/run-report.ts';
import { writeSummaries } from '../../src/results/sealed-summaries.ts';
import { temporaryFolder } from '../results/records.ts';
import { madeRun, writeRunFolder } from '../viewer/made-run.ts';

const { record, entries } = madeRun({ model: 'made', questions: 300, seed: 5 });
const { summaries } = reportOf(record, entries);

it('reads no line of a journal that the summaries beside it are of', async () => {
  const folder = await temporaryFolder();
  await writeRunFolder(folder, record, []);
  await writeFile(join(folder, 'journal.jsonl'), 'no line of a journal\n');
  await writeSummaries(folder, { record, entries, summaries });
  expect(await readReport(folder)).toEqual({ ...reportOf(record, entries), details: record });
  await writeFile(join(folder, 'journal.jsonl'), 'nor is this\n');
  await expect(readReport(folder)).rejects.toThrow(/journal\.jsonl line 1 is not JSON/);
});

it("gives the journal's numbers where the summaries were changed, and where the run has gone on", async () => {
  const folder = await temporaryFolder();
  await writeRunFolder(folder, record, entries.slice(0, 200));
  await writeSummaries(folder, {
    record,
    entries: entries.slice(0, 200),
    summaries: reportOf(record, entries.slice(0, 200)).summaries,
  });
  await writeRunFolder(folder, record, entries);
  expect((await readReport(folder)).summaries).toEqual(summaries);

  await writeSummaries(folder, { record, entries, summaries });
  const path = join(folder, 'summary.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/"accuracy": 0\.\d+/g, '"accuracy": 0.99'));
  expect((await readReport(folder)).summaries).toEqual(summaries);
});
