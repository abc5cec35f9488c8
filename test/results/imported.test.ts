import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertSameRun, runId } from '../../src/results/identity.ts';
import { openRun, readRun } from '../../src/results/run-folder.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { entryOf, runRecordOf, temporaryFolder } from './records.ts';

const log = (digit: string): NonNullable<RunRecord['imported']> => ({
  source: 'lm-eval',
  version: '0.4.13',
  files: [{ name: 'samples_mmlu_optics.jsonl', sha256: digit.repeat(64) }],
});
const unhashed = { name: 'tiny', sha256: null, tokenizerSha256: null };
const imported = runRecordOf({ model: unhashed, imported: log('5') });

describe('an imported run', () => {
  it('may lack the hashes of its model', async () => {
    const folder = await temporaryFolder();
    await (await openRun(folder, imported)).close();
    expect(await readRun(folder)).toEqual(imported);
  });

  it.each([
    ['both hashes', unhashed],
    ['one hash', { ...unhashed, sha256: '1'.repeat(64) }],
  ])('is the only one that may: %s', async (_, model) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'run.json'), JSON.stringify(runRecordOf({ model })));
    await expect(readRun(folder)).rejects.toThrow('model: has no hash, which only an imported run may lack');
  });

  it('is another run where its log is another', () => {
    expect(runId(imported)).not.toBe(runId({ ...imported, imported: log('6') }));
    expect(runId(imported)).not.toBe(runId(runRecordOf({ model: unhashed })));
  });

  it('takes no further answers, not even of itself', async () => {
    expect(() => assertSameRun(imported, imported, 'here')).toThrow(
      'here holds a run that was imported from a log of lm-eval, which nothing can be added to',
    );
    const folder = await temporaryFolder();
    const run = await openRun(folder, imported);
    await run.journal.appendAll([entryOf(0), entryOf(1)]);
    await run.close();
    await expect(openRun(folder, runRecordOf())).rejects.toThrow('which nothing can be added to');
  });
});

describe('many entries at once', () => {
  it('are all written, or none where one is there already', async () => {
    const folder = await temporaryFolder();
    const run = await openRun(folder, runRecordOf());
    await run.journal.appendAll([entryOf(0), entryOf(1)]);
    await expect(run.journal.appendAll([entryOf(2), entryOf(1)])).rejects.toThrow('already has an entry');
    await run.journal.appendAll([entryOf(2)]);
    await run.close();
    const again = await openRun(folder, runRecordOf());
    expect(again.journal.entries.map(({ id }) => id)).toEqual(
      [0, 1, 2].map((index) => `mmlu/optics/test/${index}`),
    );
    await again.close();
  });
});
