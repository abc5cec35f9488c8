import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { InputError } from '../../src/errors.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import { readPublished } from '../../src/results/published.ts';
import { temporaryFolder } from './records.ts';

const FOLDER = resolve(import.meta.dirname, '../../results/published');
const tables = await readPublished(FOLDER);
const tableOf = (id: string) => {
  const table = tables.find((one) => one.table === id);
  if (table === undefined) throw new Error(`no table ${id}`);
  return table;
};

const valuesOf = (id: string, printed: string) =>
  tableOf(id).rows.find((row) => row.printed === printed)?.values;

const ceval = async () => readFile(join(FOLDER, 'ceval.yaml'), 'utf8');
const folderWith = async (...texts: string[]): Promise<string> => {
  const folder = await temporaryFolder();
  await Promise.all(texts.map((one, index) => writeFile(join(folder, `t${index}.yaml`), one)));
  return folder;
};

/*
 * Rows, sums of columns and digests made by another program (Python) from the tables as they were read off the card:
 * a line a row of printed name, marks and values, parted by tabs, `-` for an empty cell.
 */
const CARD = {
  ceval: {
    rows: 15,
    sums: [544.7, 443.5, 520.3, 604.2, 542.5, 536.8],
    sha256: 'f1ff6308827515d8d2ba9d1debf63231cdd32d3850c21a5be479e607256a2c0d',
  },
  gaokao: {
    rows: 10,
    sums: [260.03],
    sha256: '08b50ce2855ba7a5037aa121fd9fa16138dcc55700d1db2428000acf66077b23',
  },
  agieval: {
    rows: 10,
    sums: [272],
    sha256: 'f4dc34a85fe01bf8bf6f9a5916d83087e7aa58c47f3d986c16724db613462531',
  },
  mmlu: {
    rows: 9,
    sums: [218.8, 251.3, 210, 250.9, 302],
    sha256: '60fbfa5c7796a9ae8dfeb84ee527a738c420d121ef000a07ca4731fa250301c3',
  },
};

describe('results/published', () => {
  it('has the four tables of the card with 44 rows', () => {
    expect(tables.map(({ table }) => table).toSorted()).toEqual(Object.keys(CARD).toSorted());
    expect(tables.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(44);
  });

  it.each(Object.entries(CARD))('%s has every row and digit of the card, in its order', (id, expected) => {
    const { rows, columns } = tableOf(id);
    expect(rows).toHaveLength(expected.rows);
    const sums = columns.map((_, place) => rows.reduce((sum, row) => sum + Number(row.values[place]), 0));
    expect(sums.map((sum) => Number(sum.toFixed(2)))).toEqual(expected.sums);
    const lines = rows.map(({ printed, marks, values }) =>
      [printed, marks.join(','), ...values.map((value) => value ?? '-')].join('\t'),
    );
    expect(
      createHash('sha256')
        .update(`${lines.join('\n')}\n`)
        .digest('hex'),
    ).toBe(expected.sha256);
  });

  it.each(benchmarks.map((benchmark) => ({ benchmark })))(
    "$benchmark.title's columns are those that a run reports, in the same order",
    ({ benchmark }) => {
      const table = tableOf(benchmark.id);
      expect(table.columns).toEqual(benchmark.columns.map(({ name }) => name));
      expect(table.shots).toBe(5);
    },
  );

  it('keeps decimals: 39.0, 34.44, and two averages without categories', () => {
    expect(valuesOf('ceval', 'Claude-v1.3')?.[1]).toBe('39.0');
    expect(valuesOf('agieval', 'baichuan-7B')).toEqual(['34.44']);
    expect(valuesOf('mmlu', 'mpt-7B')).toEqual([null, null, null, null, '35.6']);
  });

  it('names recipes that there are, and none where the card tells no prompt', () => {
    const named = tables.filter(({ recipe }) => recipe !== undefined);
    expect(named.map(({ table }) => table)).toEqual(['ceval', 'mmlu']);
    for (const { table, benchmark, recipe } of named)
      expect(findRecipe(recipe ?? '').benchmarks[benchmark], table).toBeDefined();
  });

  it('calls a model by one name in all tables, and no two of a table alike', () => {
    const names = new Map<string, Set<string>>();
    for (const { rows } of tables) {
      expect(new Set(rows.map(({ model }) => model)).size).toBe(rows.length);
      for (const { model, printed } of rows) names.set(model, (names.get(model) ?? new Set()).add(printed));
    }
    expect([...(names.get('LLaMA-7B') ?? [])].toSorted()).toEqual(['LLaMA-7B', 'LLaMA-7B-hf']);
    expect([...(names.get('BLOOM-7B1') ?? [])].toSorted()).toEqual(['BLOOM 7B', 'BLOOM-7B']);
    expect(names.size).toBe(17);
  });
});

describe('readPublished', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a number of other decimals',
      (text) => text.replace("'39.0'", "'39'"),
      /'Claude-v1\.3' has 39 in a table of numbers like 12\.0/,
    ],
    ['a bare number', (text) => text.replace("'39.0'", '39.0'), /rows\.2\.values\.1/],
    [
      'a value beyond 100',
      (text) => text.replace("'39.0'", "'139.0'"),
      /rows\.2\.values\.1: is more than 100 %/,
    ],
    [
      'a missing cell that is not null',
      (text) => text.replace("'54.2', '39.0', ", "'54.2', "),
      /5 values for 6 columns; write null/,
    ],
    ['a mark without a note', (text) => text.replace("marks: ['*']", "marks: ['+']"), /the mark '\+'/],
    ['an origin without a text', (text) => text.replace('obtained: vendor', 'obtained: maker'), /'maker'/],
    ['an own way without a text', (text) => text.replace('own: card-authors', 'own: us'), /'us', which/],
    ['two rows of a name', (text) => text.replace('printed: ChatGPT', 'printed: GPT-4'), /one printed name/],
    [
      'two columns of a name',
      (text) => text.replace('STEM, Social Sciences', 'STEM, STEM'),
      /two columns have/,
    ],
    ['an unknown key', (text) => `${text}licence: x\n`, /Unrecognized key/],
    ['no YAML', () => 'a: [', /t0\.yaml:\d+: /],
    ['an alias', (text) => `${text.replace('title: C-Eval', 'title: &a C-Eval')}x: *a\n`, /an alias/],
    ['another schema', (text) => text.replace('published/1', 'published/2'), /schema/],
  ])('stops at %s', async (_what, change, message) => {
    const folder = await folderWith(change(await ceval()));
    await expect(readPublished(folder)).rejects.toThrow(InputError);
    await expect(readPublished(folder)).rejects.toThrow(message);
  });

  it('refuses two tables of one name, a folder without any, and none', async () => {
    await expect(readPublished(await folderWith(await ceval(), await ceval()))).rejects.toThrow(
      /a second table 'ceval'/,
    );
    await expect(readPublished(await temporaryFolder())).rejects.toThrow(/has no published table/);
    await expect(readPublished(join(FOLDER, 'nowhere'))).rejects.toThrow(/--published/);
  });
});
