import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LeaderboardTables, openTables } from '../../../src/commands/leaderboard/tables.ts';
import { reportOf } from '../../../src/commands/run-report.ts';
import { InputError } from '../../../src/errors.ts';
import { DEFAULT_CHOICE as all, type LeaderboardChoice } from '../../../src/report/leaderboard/choice.ts';
import type { Leaderboard } from '../../../src/report/leaderboard/leaderboard.ts';
import { readJournal } from '../../../src/results/journal.ts';
import { readPublished } from '../../../src/results/published.ts';
import { readRun } from '../../../src/results/run-folder.ts';
import { writeSummaries } from '../../../src/results/sealed-summaries.ts';
import { sha256 } from '../../../src/fingerprint.ts';
import { temporaryFolder } from '../../results/records.ts';
import { FAILED, GAOKAO, WRONG, writeMadeRun } from './made-runs.ts';

const RESULTS = resolve(import.meta.dirname, '../../../results');
const published = join(RESULTS, 'published');
const smollm2 = join(RESULTS, 'smollm2');

const open = (runs: readonly string[], allowIncomplete = false, folder = published) =>
  openTables({ published: folder, runs, allowIncomplete });

const idsOf = (tables: LeaderboardTables, choice: LeaderboardChoice = all) =>
  tables.makeAll(choice).map(({ table }) => table);

async function gaokaoOf(runs: readonly string[], allowIncomplete = false) {
  return (await open(runs, allowIncomplete)).make('gaokao', all);
}

/** The id of SmolLM2's committed run. */
const RUN = '95ce8b3f8ab4';

/** A summary with the seal that its text has, as someone writes it who means to forge. */
function sealed(text: string): string {
  const unsealed = text.replace(/,\n {2}"sha256": "[0-9a-f]{64}"\n\}\n$/, '');
  return `${unsealed},\n  "sha256": "${sha256(unsealed)}"\n}\n`;
}

/** A copy of SmolLM2's committed run with a file changed. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const folder = await temporaryFolder();
  await cp(smollm2, folder, { recursive: true });
  await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')));
  return folder;
}

describe('the four tables', () => {
  it('are those of the card cell for cell, with nothing between', async () => {
    const tables = await open([]);
    expect(idsOf(tables)).toEqual(['ceval', 'gaokao', 'agieval', 'mmlu']);
    for (const table of await readPublished(published)) {
      const made = tables.make(table.table, all);
      expect([made.head, ...made.columns]).toEqual([table.head, ...table.columns]);
      expect(
        made.rows.map(({ name, marks, cells }) => [name, marks, cells.map(({ value }) => value)]),
      ).toEqual(table.rows.map(({ printed, marks, values }) => [printed, marks, values]));
      expect(Object.fromEntries(made.notes.map(({ mark, text }) => [mark, text]))).toEqual(table.footnotes);
    }
  });

  it.each([
    ['ceval', ['25.6', '23.8', '24.3', '23.9', '24.9', '30.3']],
    ['gaokao', ['23.98']],
    ['agieval', ['25.57']],
    ['mmlu', ['24.8', '23.6', '24.7', '24.6', '24.5']],
  ])("have SmolLM2's run after the card's rows: %s", async (id, values) => {
    const { rows } = (await open([smollm2])).make(id, all);
    const row = rows.at(-1);
    expect(rows.slice(0, -1).every(({ origin }) => origin === 'quoted')).toBe(true);
    expect(row).toMatchObject({ name: 'smollm2', origin: 'measured' });
    expect(row?.cells.map(({ value }) => value)).toEqual(values);
    // C-Eval's answers of the test split were not there: val does not compare.
    expect(row?.compares).toBe(id !== 'ceval');
  });

  it('are not stopped by what a run has against it in another exam', async () => {
    const folder = await writeMadeRun(await temporaryFolder(), { shots: 0 });
    const tables = await open([smollm2, folder]);
    expect(tables.make('mmlu', all).rows.at(-1)?.name).toBe('smollm2');
    expect(() => tables.make('gaokao', all)).toThrow(/it has 0 shots/);
  });

  it('refuse a table that is not there, with who asked for it', async () => {
    const tables = await open([]);
    expect(() => tables.make('mlu', all, 'README.md:3')).toThrow(InputError);
    expect(() => tables.make('mlu', all, 'README.md:3')).toThrow(
      "README.md:3: There is no table 'mlu', only ceval, ceval-samples, gaokao, gaokao-samples, agieval, agieval-samples, mmlu, mmlu-samples. Did you mean 'mmlu'?",
    );
  });

  it('refuse a published column that the exam has not', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'a.yaml'),
      (await readFile(join(published, 'gaokao.yaml'), 'utf8')).replace('[Average]', '[Mean]'),
    );
    await expect(open([], false, folder)).rejects.toThrow(
      /'gaokao' has a column 'Mean'.*GAOKAO-Bench are Average/,
    );
  });
});

describe('a whole run', () => {
  it('stands beside the published rows with nothing against it', async () => {
    const run = await writeMadeRun(await temporaryFolder(), {
      entry: (_, index) => (index % 2 === 0 ? {} : WRONG),
    });
    const row = (await gaokaoOf([run])).rows.at(-1);
    expect(row).toMatchObject({ compares: true, obtained: 'run abcdefabcdef' });
    expect(row?.cells).toMatchObject([{ counted: null, best: true }]);
    expect(row?.cells[0]?.value).toMatch(/^50\.\d\d$/);
  });
});

describe('a run that is not whole', () => {
  const biology = '2010-2022_Biology_MCQs';
  const cases: [string, Parameters<typeof writeMadeRun>[1], RegExp][] = [
    ['was limited', { entry: (_, index) => (index < 7 ? {} : null) }, /only 63 of 1458 questions were asked/],
    ['lacks subjects', { subjects: GAOKAO.slice(0, 4) }, /only 4 of the exam's 9 subjects were run/],
    [
      'has a failed question',
      { entry: (subject, index) => (subject === biology && index === 3 ? FAILED : {}) },
      /1 of 1458 questions failed/,
    ],
    [
      'has questions that no model can answer',
      { entry: (_, index) => (index === 0 ? { ...FAILED, outcome: 'unanswerable' } : {}) },
      /9 of 1458 questions have no possible answer/,
    ],
    [
      'has no answers',
      { entry: () => ({ gold: null, outcome: 'unlabelled' }) },
      /the data has no answer to 1458 of 1458 questions/,
    ],
    [
      'has other data',
      { otherData: true },
      /the data of 2010-2013_English_MCQs, .* and 6 more is not as published/,
    ],
    [
      'has other data of as many questions under the published names',
      { otherData: true, subjects: GAOKAO.map((one) => ({ ...one, total: one.total + 5 })) },
      /the data of 2010-2013_English_MCQs, .* and 6 more is not as published/,
    ],
    [
      'says of the published files that they have fewer questions',
      { subjects: GAOKAO.map((one) => ({ ...one, total: one.total - 6 })) },
      /the data of 2010-2013_English_MCQs, .* and 6 more is not as published/,
    ],
    ['has other shots', { shots: 0 }, /it has 0 shots, and the table's rows 5/],
    [
      'asked the samples',
      { samples: [biology], subjects: GAOKAO.filter(({ subject }) => subject === biology) },
      /its questions are fiveshot's samples/,
    ],
  ];

  it.each(cases)('is refused where it %s', async (_what, made, message) => {
    const folder = await writeMadeRun(await temporaryFolder(), made);
    const refused = gaokaoOf([folder]);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(`${folder} can't stand in the leaderboard of Gaokao: `);
    await expect(refused).rejects.toThrow(/--allow-incomplete\.$/);
  });

  it.each(cases.slice(0, -1))(
    'enters marked, and is never the best, where it %s',
    async (_what, made, message) => {
      const folder = await writeMadeRun(await temporaryFolder(), made);
      const { rows, notes } = await gaokaoOf([folder], true);
      const row = rows.at(-1);
      expect(row).toMatchObject({ origin: 'measured', compares: false });
      expect(row?.cells.some(({ best }) => best)).toBe(false);
      const texts = notes.filter(({ mark }) => row?.marks.includes(mark)).map(({ text }) => text);
      expect(texts[0]).toMatch(/^not a whole run of the exam: /);
      expect(texts[0]).toMatch(message);
    },
  );

  it('shows n/N in its cells', async () => {
    const folder = await writeMadeRun(await temporaryFolder(), {
      entry: (_, index) => (index < 7 ? {} : null),
    });
    expect((await gaokaoOf([folder], true)).rows.at(-1)?.cells).toMatchObject([
      { value: '100.00', counted: '63/1458' },
    ]);
  });
});

describe('runs of the sample questions', () => {
  it("stand in a table of their own, and never in the exam's", async () => {
    const biology = '2010-2022_Biology_MCQs';
    const subjects = [{ subject: biology, split: 'test' as const, total: 40 }];
    const folder = await writeMadeRun(await temporaryFolder(), { samples: [biology], subjects });
    const tables = await open([folder, smollm2], true);
    expect(idsOf(tables)).toEqual(['ceval', 'gaokao', 'gaokao-samples', 'agieval', 'mmlu']);
    // A table without a row stands between no others.
    expect(idsOf(await open([folder], true), { rows: 'measured', order: 'card' })).toEqual([
      'gaokao-samples',
    ]);
    expect(idsOf(tables, { rows: 'quoted', order: 'card' })).not.toContain('gaokao-samples');
    expect(tables.make('gaokao', all).rows.map(({ name }) => name)).not.toContain('made');
    const own = tables.make('gaokao-samples', all);
    expect(own).toMatchObject({ title: 'Gaokao (sample questions)', source: null });
    expect(own.rows.map(({ name, origin }) => [name, origin])).toEqual([['made', 'measured']]);
    expect(own.notes[0]?.text).toMatch(/fiveshot's samples, not the exam's/);
  });
});

describe('a table of samples', () => {
  it('is there before any run has asked them, and empty', async () => {
    const { rows, title } = (await open([])).make('ceval-samples', all);
    expect({ rows, title }).toEqual({ rows: [], title: 'C-Eval (sample questions)' });
  });

  it('leaves the four published ones where no table has a row', async () => {
    expect(idsOf(await open([]), { rows: 'measured', order: 'card' })).toEqual([
      'ceval',
      'gaokao',
      'agieval',
      'mmlu',
    ]);
  });
});

/** Every fourth question is answered right, by a letter; all others wrong, by A. */
const answering = (letter: string) => ({
  entry: (_: string, index: number) => (index % 4 === 0 ? { chosen: letter, gold: letter } : WRONG),
});

/** The footnotes of a table's last row. */
function lastNotes({ rows, notes }: Leaderboard): string[] {
  const marks = rows.at(-1)?.marks ?? [];
  return notes.filter(({ mark }) => marks.includes(mark)).map(({ text }) => text);
}

describe('a run that gives one answer to all questions', () => {
  const remark = 'the answer is A to all 1458 questions, so the accuracy is that of always answering A.';

  it('has that as its first footnote, from a journal and from a summary', async () => {
    const folder = await writeMadeRun(await temporaryFolder(), answering('A'));
    expect(lastNotes(await gaokaoOf([folder]))[0]).toBe(remark);
    const [record, entries] = [await readRun(folder), await readJournal(folder)];
    await writeSummaries(folder, { record, entries, summaries: reportOf(record, entries).summaries });
    await rm(join(folder, 'journal.jsonl'));
    expect(lastNotes(await gaokaoOf([folder]))[0]).toBe(remark);
  });

  it('has none where a quarter of the answers are another letter', async () => {
    const folder = await writeMadeRun(await temporaryFolder(), answering('B'));
    expect(lastNotes(await gaokaoOf([folder])).join(' ')).not.toMatch(/answer/);
  });
});

describe('a committed summary', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    [
      'an average by hand',
      (text) => text.replace('"accuracy": 0.2564688864254818', '"accuracy": 0.35'),
      /summary\.json is not as fiveshot wrote it/,
    ],
    ['half of its text', (text) => text.slice(0, 999), /summary\.json is not as fiveshot wrote it/],
    [
      'an average by hand, and its hash',
      (text) => sealed(text.replace('"accuracy": 0.2564688864254818', '"accuracy": 0.35')),
      /summary of ceval in .* was changed: its 'Average' is 0\.35, and its subjects give 0\.2564/,
    ],
    [
      'another title',
      (text) => sealed(text.replace('"title": "MMLU"', '"title": "MMLU Pro"')),
      /titled 'MMLU Pro'/,
    ],
    ['another run', (text) => sealed(text.replace(RUN, 'f1b0059f9327')), /of run f1b0059f9327/],
    [
      'another schema',
      (text) => sealed(text.replace('summary/1', 'summary/2')),
      /not a summary of this version/,
    ],
  ])('is refused with %s', async (_what, change, message) => {
    const folder = await changed('summary.json', change);
    await expect(open([folder])).rejects.toThrow(InputError);
    await expect(open([folder])).rejects.toThrow(message);
  });

  it('is refused beside a record of other subjects', async () => {
    const folder = await changed('run.json', (text) => text.replace('"total": 49', '"total": 50'));
    await expect(open([folder])).rejects.toThrow(/and the run\.json beside it do not agree/);
  });

  it('is not named twice, and a folder without a run not at all', async () => {
    await expect(open([smollm2, smollm2])).rejects.toThrow(`hold one run, ${RUN}`);
    await expect(open([published])).rejects.toThrow(/is not a run folder/);
  });
});
