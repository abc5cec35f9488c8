import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../src/commands/run-report.ts';
import { sha256 } from '../../src/fingerprint.ts';
import type { JournalEntry } from '../../src/records.ts';
import type { RunRecord } from '../../src/results/run-record.ts';
import { readSealedSummaries, writeSummaries } from '../../src/results/sealed-summaries.ts';
import { madeRun, writeRunFolder } from '../viewer/made-run.ts';
import { temporaryFolder } from './records.ts';

const VERSION = '0.1.0';

interface Made {
  readonly folder: string;
  readonly record: RunRecord;
  readonly journal: string;
  readonly summary: string;
}

async function finishedRun(change: (entry: JournalEntry) => JournalEntry = (entry) => entry): Promise<Made> {
  const folder = await temporaryFolder();
  const { record, entries: made } = madeRun({ model: 'made', questions: 1200, seed: 3 });
  const entries = made.map(change);
  await writeRunFolder(folder, record, entries);
  await writeSummaries(folder, { record, entries, summaries: reportOf(record, entries).summaries });
  return { folder, record, journal: join(folder, 'journal.jsonl'), summary: join(folder, 'summary.json') };
}

/** Always A, which a tenth of such questions leaves for another letter: constant answers, and subjects out of line. */
function alwaysA(entry: JournalEntry): JournalEntry {
  const gold = entry.id.includes('mmlu/anatomy') ? 'A' : entry.gold;
  const outcome = gold === null ? 'unlabelled' : gold === 'A' ? 'right' : 'wrong';
  const { reason: _reason, ...rest } = entry;
  const scores = { scores: [1, 0, 0, 0], probabilities: [0.475367, 0.174878, 0.174878, 0.174878] };
  return { ...rest, ...scores, chosen: 'A', gold, outcome, margin: 1, tie: false };
}

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(path, edited);
}

/** What someone does who means to forge: the hash of all before the last line, over the edited text. */
async function renewSeal(path: string): Promise<void> {
  const open = (await readFile(path, 'utf8')).replace(/,\n {2}"sha256": "[0-9a-f]{64}"\n\}\n$/, '');
  await writeFile(path, `${open},\n  "sha256": "${sha256(open)}"\n}\n`);
}

describe('sealed summaries', () => {
  it.each([
    ['answers by chance', undefined],
    ['one letter for all', alwaysA],
  ])('are read as they were made, byte for byte: %s', async (_what, change) => {
    const { folder, record } = await finishedRun(change);
    const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as JournalEntry);
    const read = readSealedSummaries(folder, record, VERSION);
    expect(JSON.stringify(read)).toBe(JSON.stringify(reportOf(record, entries).summaries));
  });

  it('are of the journal that lies there, to the last byte', async () => {
    for (const change of [
      ({ journal }: Made) => edit(journal, '"tokensReused":100', '"tokensReused":101'),
      ({ journal }: Made) => appendFile(journal, '{"torn'),
      ({ journal }: Made) => edit(journal, /\n$/, ''),
      ({ journal }: Made) => edit(journal, /[^\n]+\n$/, ''),
      ({ journal }: Made) => rm(journal),
    ]) {
      const made = await finishedRun();
      expect(readSealedSummaries(made.folder, made.record, VERSION)).not.toBeNull();
      await change(made);
      expect(readSealedSummaries(made.folder, made.record, VERSION)).toBeNull();
    }
  });

  it('are of the run, recipe, exams and version that are asked for', async () => {
    const { folder, record } = await finishedRun();
    const [first, ...others] = record.benchmarks;
    if (first === undefined) throw new RangeError('the run has exams');
    const lacking = { ...first, subjects: first.subjects.slice(1) };
    for (const other of [
      { ...record, id: 'ffffffffffff' },
      { ...record, recipe: 'official-1' },
      { ...record, settings: { ...record.settings, shots: 4 } },
      { ...record, benchmarks: others },
      { ...record, benchmarks: [lacking, ...others] },
      { ...record, benchmarks: [{ ...first, letterRule: 'context' as const }, ...others] },
      { ...record, benchmarks: [{ ...first, samples: ['law'] }, ...others] },
    ]) {
      expect(readSealedSummaries(folder, other, VERSION)).toBeNull();
    }
    expect(readSealedSummaries(folder, record, '0.1.1')).toBeNull();
    expect(
      readSealedSummaries(folder, { ...record, finished: '2026-11-24T00:00:00Z' }, VERSION),
    ).not.toBeNull();
  });

  it('are not taken where a number was changed', async () => {
    for (const [from, to] of [
      [/"right": (\d+)/, '"right": 1$1'],
      [/"ece": 0\./, '"ece": 0.0'],
      [/"mean": 0\./, '"mean": 0.0'],
      [/"notes": \[\n\s+"[^"]+"/, '"notes": [\n"nothing to see"'],
      [/\n$/, ''],
    ] as const) {
      const { folder, record, summary } = await finishedRun();
      await edit(summary, from, to);
      expect(readSealedSummaries(folder, record, VERSION)).toBeNull();
    }
  });

  it('are not taken with anything missing, added or of another type, whoever renewed the seal', async () => {
    const untouched = await finishedRun();
    await renewSeal(untouched.summary);
    expect(readSealedSummaries(untouched.folder, untouched.record, VERSION)).not.toBeNull();
    for (const [from, to] of [
      [/"scored": \d+/, '"scored": "<script>"'],
      [/"ece": [\d.]+/, '"ece": {"toString": 1}'],
      [/"accuracy": 0\.\d+/, '"accuracy": 1.5'],
      [/"interval": \{[^}]+\},/, ''],
      [/"title":/, '"author": "x",\n"title":'],
      [/"benchmark": "ceval"/, '"benchmark": "other"'],
      ['"schema": "fiveshot.summary/1"', '"schema": "fiveshot.summary/2"'],
      [/"summaries": \[/, '"summaries": [['],
    ] as const) {
      const { folder, record, summary } = await finishedRun();
      await edit(summary, from, to);
      await renewSeal(summary);
      expect(readSealedSummaries(folder, record, VERSION)).toBeNull();
    }
  });

  it('may not be there, or be of another making', async () => {
    const { folder, record, summary } = await finishedRun();
    const whole = JSON.parse(await readFile(summary, 'utf8')) as Record<string, unknown>;
    const { madeOf: _madeOf, sha256: _sha256, ...older } = whole;
    await writeFile(summary, `${JSON.stringify(older, null, 2)}\n`);
    expect(readSealedSummaries(folder, record, VERSION)).toBeNull();
    await rm(summary);
    expect(readSealedSummaries(folder, record, VERSION)).toBeNull();
  });
});
