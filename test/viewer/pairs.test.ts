import { describe, expect, it } from 'vitest';
import type { PairsAnswer } from '../../src/viewer/answers.ts';
import { entryOf, runRecordOf } from '../results/records.ts';
import { apiOver } from './api-over.ts';
import { madeRun } from './made-run.ts';

const a = madeRun({ model: 'a', questions: 2000, seed: 5 });
const b = madeRun({ model: 'b', questions: 2000, seed: 6 });
const ask = apiOver([a, b]);

type Query = Readonly<Record<string, string>>;

function right(entry: { readonly outcome: string } | undefined): boolean {
  return entry?.outcome === 'right';
}

async function pairs(query: Query, asking = ask): Promise<PairsAnswer> {
  return (await asking('pairs', { a: '0', b: '1', limit: '500', ...query })) as PairsAnswer;
}

describe('pairs', () => {
  it('finds the questions where two runs differ, as comparing line by line does', async () => {
    const byId = new Map(b.entries.map((entry) => [entry.id, entry]));
    const both = a.entries.map((one) => ({ one, other: byId.get(one.id) }));
    const scored = both.filter(({ one, other }) => one.chosen !== null && (other?.chosen ?? null) !== null);
    const onlyA = scored.filter(({ one, other }) => right(one) && !right(other));
    const onlyB = scored.filter(({ one, other }) => !right(one) && right(other));
    const same = scored.filter(({ one, other }) => one.chosen === other?.chosen);
    const { kinds, total } = await pairs({ kind: 'differ' });
    expect(kinds).toEqual({
      'only-a': onlyA.length,
      'only-b': onlyB.length,
      'other-letters': scored.length - onlyA.length - onlyB.length - same.length,
      'same-letter': same.length,
      'not-compared': 2000 - scored.length,
    });
    expect(total).toBe(kinds['only-a'] + kinds['only-b'] + kinds['other-letters']);
    const rows = (await pairs({ kind: 'only-a' })).rows;
    expect(rows.map(({ id }) => id)).toEqual(onlyA.slice(0, 500).map(({ one }) => one.id));
    for (const { id, gold, a: inA, b: inB } of rows) {
      expect(inA).toMatchObject({ chosen: gold, outcome: 'right' });
      expect(inB).toEqual({
        chosen: byId.get(id)?.chosen,
        outcome: byId.get(id)?.outcome,
        margin: byId.get(id)?.margin,
      });
    }
  });

  it('filters and pages like the questions, and orders by the less sure run', async () => {
    const { rows, total, kinds } = await pairs({ exam: 'mmlu', search: 'physics', sort: 'margin-down' });
    expect(rows.every(({ id }) => id.startsWith('mmlu/') && id.includes('physics'))).toBe(true);
    expect(Object.values(kinds).reduce((sum, one) => sum + one, 0)).toBe(total);
    const margins = rows
      .map((row) => Math.min(row.a?.margin ?? Number.NaN, row.b?.margin ?? Number.NaN))
      .filter((margin) => !Number.isNaN(margin));
    expect(margins.length).toBeGreaterThan(20);
    expect(margins).toEqual(margins.toSorted((one, other) => other - one));
    const [first, second] = [await pairs({ limit: '30' }), await pairs({ limit: '30', offset: '30' })];
    const whole = await pairs({ limit: '60' });
    expect([...first.rows, ...second.rows]).toEqual(whole.rows);
  });

  it('does not compare what failed or what only one run has', async () => {
    const record = runRecordOf();
    const failed = { outcome: 'failed', chosen: null, scores: [], probabilities: [], margin: null } as const;
    const few = apiOver([
      { record, entries: [entryOf(0), entryOf(1), entryOf(2, { gold: null, outcome: 'unlabelled' })] },
      {
        record,
        entries: [
          entryOf(3),
          entryOf(1, { ...failed, reason: 'no memory' }),
          entryOf(2, { gold: null, outcome: 'unlabelled', chosen: 'C' }),
        ],
      },
    ]);
    const { rows } = await pairs({}, few);
    expect(rows.map(({ id, kind, a: inA, b: inB }) => [id, kind, inA === null, inB === null])).toEqual([
      ['mmlu/optics/test/0', 'not-compared', false, true],
      ['mmlu/optics/test/1', 'not-compared', false, false],
      ['mmlu/optics/test/2', 'other-letters', false, false],
      ['mmlu/optics/test/3', 'not-compared', true, false],
    ]);
  });

  it('refuses what compare refuses, a run beside itself, and unknown kinds', async () => {
    const other = { record: { ...b.record, recipe: 'official-1' }, entries: b.entries };
    await expect(pairs({}, apiOver([a, other]))).rejects.toThrow(
      "The runs can't be compared: the recipe is card-1 in A and official-1 in B",
    );
    await expect(pairs({ b: '0' })).rejects.toThrow('a and b are both run 0: give two runs to compare.');
    await expect(pairs({ kind: 'equal' })).rejects.toThrow(/kind is "equal": it must be one of only-a/);
    await expect(pairs({ subject: 'mmlu/zzz' })).rejects.toThrow(
      /subject is "mmlu\/zzz": the runs have no such subject/,
    );
    await expect(pairs({ b: '2' })).rejects.toThrow('There is no run 2: the runs are numbered from 0 to 1.');
  });
});
