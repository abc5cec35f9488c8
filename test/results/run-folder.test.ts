import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Summary } from '../../src/records.ts';
import { canonicalVerdicts } from '../../src/results/canonical.ts';
import { openRun, readRun } from '../../src/results/run-folder.ts';
import { readSealedSummaries } from '../../src/results/sealed-summaries.ts';
import { diagnose } from '../../src/scoring/diagnostics/diagnose.ts';
import { entryOf, runRecordOf, temporaryFolder } from './records.ts';

const summary: Summary = {
  benchmark: 'mmlu',
  title: 'MMLU',
  recipe: 'card-1',
  splits: ['test'],
  decimals: 1,
  groups: [],
  subjects: [],
  diagnostics: diagnose({ subjects: [], entriesOf: new Map(), letters: [] }),
  notes: [],
};

describe('run folder', () => {
  it('writes, finishes and reads a run', async () => {
    const folder = join(await temporaryFolder(), 'runs', 'a');
    const run = await openRun(folder, runRecordOf());
    await run.journal.append(entryOf(1));
    await run.journal.append(entryOf(0));
    expect(await readRun(folder)).toEqual(runRecordOf());
    await run.finish({
      entries: [entryOf(1), entryOf(0)],
      summaries: [summary],
      report: '# tiny\n',
      page: '<!doctype html>\n',
      finished: '2026-11-23T18:05:00Z',
    });
    await run.close();
    expect(await readRun(folder)).toEqual(runRecordOf({ finished: '2026-11-23T18:05:00Z' }));
    expect((await readdir(folder)).toSorted()).toEqual([
      'journal.jsonl',
      'report.html',
      'report.md',
      'run.json',
      'summary.json',
    ]);
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe('# tiny\n');
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('<!doctype html>\n');
    const journal = await readFile(join(folder, 'journal.jsonl'));
    expect(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'))).toMatchObject({
      schema: 'fiveshot.summary/1',
      run: '0123456789ab',
      questions: 2,
      verdictsSha256: canonicalVerdicts([entryOf(0), entryOf(1)]).sha256,
      madeOf: {
        version: '0.1.0',
        journal: { bytes: journal.length, sha256: createHash('sha256').update(journal).digest('hex') },
      },
      summaries: [summary],
    });
    expect(readSealedSummaries(folder, await readRun(folder), '0.1.0')).toEqual([summary]);
  });

  it('resumes the same run and keeps when it started', async () => {
    const folder = await temporaryFolder();
    const first = await openRun(folder, runRecordOf());
    await first.journal.append(entryOf(0));
    await first.close();
    const again = await openRun(
      folder,
      runRecordOf({ started: '2026-11-24T00:00:00Z', settings: { ...runRecordOf().settings, limit: 7 } }),
    );
    expect(again.journal.entries).toEqual([entryOf(0)]);
    expect(again.record.started).toBe('2026-11-23T18:00:00Z');
    await again.close();
  });

  it('keeps its id, its model name, the largest limit and, until it ends again, when it ended', async () => {
    const folder = await temporaryFolder();
    const { settings, model } = runRecordOf();
    const first = await openRun(folder, runRecordOf({ settings: { ...settings, limit: 2 } }));
    await first.journal.append(entryOf(0));
    const finished = '2026-11-23T19:00:00Z';
    await first.finish({ entries: [entryOf(0)], summaries: [], report: '', page: '', finished });
    await first.close();
    const wanted = { id: 'ffffffffffff', model: { ...model, name: 'renamed' } };
    const second = await openRun(folder, runRecordOf({ ...wanted, settings: { ...settings, limit: 1 } }));
    expect(second.record).toMatchObject({
      id: runRecordOf().id,
      model: { name: model.name },
      settings: { limit: 2 },
      finished: '2026-11-23T19:00:00Z',
    });
    expect((await readRun(folder)).finished).toBeNull();
    await second.close();
    const third = await openRun(folder, runRecordOf({ settings: { ...settings, limit: null } }));
    expect(third.record.settings.limit).toBeNull();
    await third.close();
  });

  it('refuses another run, touches nothing and frees the folder', async () => {
    const folder = await temporaryFolder();
    const run = await openRun(folder, runRecordOf());
    await run.journal.append(entryOf(0));
    await run.close();
    const before = await readFile(join(folder, 'run.json'), 'utf8');
    const other = openRun(folder, runRecordOf({ precision: 'int8' }));
    await expect(other).rejects.toThrow(InputError);
    await expect(other).rejects.toThrow(/its precision is fp32, this run's is int8/);
    expect(await readFile(join(folder, 'run.json'), 'utf8')).toBe(before);
    await (await openRun(folder, runRecordOf())).close();
  });

  it('gives a folder to another run while it has no answers: a run may stop before its first question', async () => {
    const folder = await temporaryFolder();
    await (await openRun(folder, runRecordOf())).close();
    await (await openRun(folder, runRecordOf({ precision: 'int8' }))).close();
    expect((await readRun(folder)).precision).toBe('int8');
  });

  it('lets only one writer in', async () => {
    const folder = await temporaryFolder();
    const run = await openRun(folder, runRecordOf());
    await expect(openRun(folder, runRecordOf())).rejects.toThrow(/is held by/);
    await run.close();
    await (await openRun(folder, runRecordOf())).close();
  });

  it('refuses a journal without its run.json', async () => {
    const folder = await temporaryFolder();
    const run = await openRun(folder, runRecordOf());
    await run.journal.append(entryOf(0));
    await run.close();
    await rm(join(folder, 'run.json'));
    await expect(openRun(folder, runRecordOf())).rejects.toThrow(/has a journal but no run\.json/);
  });

  it('stores no credentials of a model address, and no key of its own making', async () => {
    const folder = await temporaryFolder();
    const { model } = runRecordOf();
    const name = 'https://me:pass@host/models/tiny?token=abc';
    await (await openRun(folder, runRecordOf({ model: { ...model, name } }))).close();
    expect((await readRun(folder)).model.name).toBe('https://host/models/tiny');
    const extra = Object.assign(runRecordOf(), { headers: { authorization: 'x' } });
    await expect(openRun(await temporaryFolder(), extra)).rejects.toThrow(/headers/);
  });

  it.each([
    ['no JSON', '{', /run\.json is not JSON/],
    ['another schema', JSON.stringify({ ...runRecordOf(), schema: 'fiveshot.run/0' }), /schema/],
    ['a missing field', JSON.stringify({ ...runRecordOf(), precision: undefined }), /precision/],
    [
      'a hash that is none',
      JSON.stringify(runRecordOf({ model: { name: 'x', sha256: 'x', tokenizerSha256: 'x' } })),
      /model\.sha256/,
    ],
  ])('stops at a run.json with %s', async (_what, content, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'run.json'), content);
    for (const read of [readRun(folder), openRun(folder, runRecordOf())]) {
      await expect(read).rejects.toThrow(InputError);
      await expect(read).rejects.toThrow(message);
    }
  });

  it('says that a folder is no run folder', async () => {
    const folder = await temporaryFolder();
    await expect(readRun(folder)).rejects.toThrow(`${folder} is not a run folder: it has no run.json.`);
  });
});
