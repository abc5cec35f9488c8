import { describe, expect, it } from 'vitest';
import { full } from '../runs.ts';
import { make, runOf, sampleTable } from './tables.ts';

const bests = (table: ReturnType<typeof make>) =>
  table.rows.map(({ name, cells }) => [name, cells.map(({ best }) => best)]);

describe('buildLeaderboard', () => {
  it('keeps published digits, gives runs the same decimals, and leaves empty cells empty', () => {
    expect(make().rows.map(({ name, cells }) => [name, cells.map(({ value }) => value)])).toEqual([
      ['first-7b', ['34.50', '62.50', '20.00']],
      ['Second 7B', ['51.00', null, null]],
      ['complete-1b', ['37.50', '62.50', '20.00']],
      ['partial-7b', ['55.56', '75.00', '33.33']],
      ['missing-3b', [null, null, null]],
    ]);
  });

  it('marks the best of a column, all that print it, and no run that does not compare', () => {
    expect(bests(make())).toEqual([
      ['first-7b', [false, true, true]],
      ['Second 7B', [true, false, false]],
      ['complete-1b', [false, true, true]],
      ['partial-7b', [false, false, false]],
      ['missing-3b', [false, false, false]],
    ]);
  });

  it('calls nothing the best of one row', () => {
    expect(bests(make({ rows: 'measured' }))).toEqual([
      ['complete-1b', [false, false, false]],
      ['partial-7b', [false, false, false]],
      ['missing-3b', [false, false, false]],
    ]);
  });

  it('orders by average, and puts runs that do not compare below the others, however high', () => {
    expect(make({ order: 'average' }).rows.map(({ name }) => name)).toEqual([
      'Second 7B',
      'complete-1b',
      'first-7b',
      'partial-7b',
      'missing-3b',
    ]);
  });

  it('has published rows, runs or both, and the notes of those alone', () => {
    const quoted = make({ rows: 'quoted' });
    expect(quoted.rows.map(({ origin }) => origin)).toEqual(['quoted', 'quoted']);
    expect(quoted.notes.map(({ mark }) => mark).toSorted()).toEqual(['*', '0']);
    const measured = make({ rows: 'measured' });
    expect(measured.rows.every(({ origin }) => origin === 'measured')).toBe(true);
    expect(measured.source).toBeNull();
    expect(measured.notes.every(({ mark }) => /^[a-z]$/.test(mark))).toBe(true);
  });

  it('gives each remark of a run a letter, first what is against it', () => {
    const { rows, notes } = make();
    const textsOf = (name: string) =>
      rows
        .find((row) => row.name === name)
        ?.marks.map((mark) => notes.find((one) => one.mark === mark)?.text);
    expect(textsOf('complete-1b')).toEqual([
      'recipe test-1, test split, 5 shots, letters upstream, fp32, run 0a0a0a0a0a0a; scored: Average 16/16, Science 6/6, Arts 10/10',
    ]);
    expect(textsOf('partial-7b')?.[0]).toBe('not a whole run of the exam: only 9 of 16 questions were asked');
    expect(textsOf('partial-7b')).toContain('questions in no average: 1 failed');
  });

  it('says of another split than the table’s that it does not compare', () => {
    const [summary] = full.summaries;
    if (summary === undefined) throw new Error('no summary');
    const { rows, notes } = make({}, [runOf({ ...full, summaries: [{ ...summary, splits: ['val'] }] })]);
    expect(rows.at(-1)?.compares).toBe(false);
    expect(notes.map(({ text }) => text)).toContain(
      'measured on the val split, where the published rows are of test',
    );
  });
});

describe('buildSampleLeaderboard', () => {
  it('has the runs of samples alone, under a title and an id of its own', () => {
    expect(sampleTable).toMatchObject({
      table: 'small-samples',
      title: 'Small exam (sample questions)',
      source: null,
    });
    expect(sampleTable.rows.map(({ name, compares }) => [name, compares])).toEqual([
      ['complete-1b', true],
      ['partial-7b', false],
    ]);
  });
});
