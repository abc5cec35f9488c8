import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cardTables, InputError, readJournal, readRun, renderMarkdown, reportOf, run } from '../src/index.ts';
import { makeTinyWorld } from './e2e/tiny-world.ts';
import { openRun } from '../src/results/run-folder.ts';
import { entryOf, runRecordOf, temporaryFolder } from './results/records.ts';

it('the library leads from a run folder to tables', async () => {
  const folder = await temporaryFolder();
  const record = runRecordOf();
  const benchmarks = record.benchmarks.map((one) => ({
    ...one,
    subjects: [{ subject: 'anatomy', split: 'test' as const, total: 2 }],
  }));
  const open = await openRun(folder, { ...record, benchmarks });
  await open.journal.append(entryOf(0, { id: 'mmlu/anatomy/test/0' }));
  await open.journal.append(entryOf(1, { id: 'mmlu/anatomy/test/1', chosen: 'A', outcome: 'wrong' }));
  await open.close();

  const report = reportOf(await readRun(folder), await readJournal(folder));
  expect(report.summaries[0]?.subjects).toMatchObject([{ subject: 'anatomy', accuracy: 0.5, scored: 2 }]);
  expect(renderMarkdown(cardTables([report]), { detail: false })).toContain('tiny');
});

it('the library runs exams, tells of it, stops on a signal, and goes on', async () => {
  const folder = await temporaryFolder();
  await makeTinyWorld(folder);
  const lines: string[] = [];
  const stop = new AbortController();
  const options = {
    model: join(folder, 'model'),
    data: join(folder, 'data'),
    tasks: ['mmlu/anatomy', 'mmlu/virology'],
    out: join(folder, 'run'),
    onStatus: (line: string) => lines.push(line),
  };
  const stopped = await run({
    ...options,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 2) stop.abort();
    },
  });
  // The first subject's questions were one pack: what is computed is kept.
  expect(stopped).toMatchObject({ state: 'interrupted', folder: options.out, questions: 5 });
  expect(stopped.sitting?.questions).toBe(5);

  const journal = join(options.out, 'journal.jsonl');
  const kept = await readFile(journal, 'utf8');
  await writeFile(journal, kept.replace('"tie":false', '"tie":true'));
  await expect(run(options)).rejects.toThrow(/Line 1 of the journal .* contradicts itself: tie is true/);
  await writeFile(journal, kept);

  const done = await run(options);
  expect(done.state).toBe('done');
  const { length } = await readJournal(options.out);
  expect(done.questions).toBe(length);
  expect(done.sitting?.questions).toBe(length - 5);
  expect((await run(options)).sitting).toBeNull();
  expect(lines).toContain('resuming: 5 questions are in the journal');
  expect(done.report.summaries[0]?.subjects.map(({ subject }) => subject)).toEqual(['anatomy', 'virology']);
  expect(await readFile(join(options.out, 'report.md'), 'utf8')).toContain('### MMLU');
});

it('the library refuses options as the command line does', async () => {
  await expect(run({ tasks: 'mmlu' })).rejects.toThrow(InputError);
  await expect(run({ model: 'x', tasks: 'mmlu', threads: 0 })).rejects.toThrow(/--threads is 0/);
});
