import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import type { Cell, Table } from '../../src/records.ts';
import { cardTables } from '../../src/report/card-tables.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { full, hostile, missing, partial, unlabelled } from './runs.ts';

function only(tables: readonly Table[]): Table {
  const [table] = tables;
  if (table === undefined || tables.length !== 1) throw new Error(`${tables.length} tables`);
  return table;
}

/** The footnotes that a cell points to. */
function notesOf(table: Table, cell: Cell | undefined): string[] {
  const marks = cell === undefined || cell.type === 'count' ? [] : (cell.marks ?? []);
  return marks.map((mark) => table.footnotes[mark - 1] ?? `no note ${mark}`);
}

/** The names of a table's rows. */
function rowsOf(table: Table): string[] {
  return table.rows.map(([first]) => (first?.type === 'text' ? first.text : ''));
}

describe('cardTables', () => {
  it("has the card's columns in its order and one row a run", () => {
    const table = only(cardTables([full, partial]));
    expect(table.title).toBe('Small exam');
    expect(table.columns).toEqual(['Model', 'Average', 'Science', 'Arts']);
    expect(rowsOf(table)).toEqual(['complete-1b', 'partial-7b']);
    expect(table.rows[0]?.[1]).toEqual({
      type: 'percent',
      value: 0.375,
      decimals: 1,
      scored: 16,
      total: 16,
      marks: [],
    });
  });

  it('gives n/N of every number in a footnote, whatever a renderer shows', () => {
    const table = only(cardTables([full]));
    expect(notesOf(table, table.rows[0]?.[0])).toEqual([
      'recipe test-1, test split, 5 shots, letters upstream, fp32, run 0a0a0a0a0a0a; scored: Average 16/16, Science 6/6, Arts 10/10',
    ]);
  });

  it('tells what went otherwise: limit, failures, shots, cut prompts, deviations', () => {
    const table = only(cardTables([partial]));
    expect(notesOf(table, table.rows[0]?.[0]).slice(1)).toEqual([
      'partial: 10 of 16 questions of the subjects run were asked (limit: 4 a subject)',
      'questions in no average: 1 failed',
      'mean shots used where below 5: botany 2.75',
      'prompts that lost tokens on the left: botany 1',
      'counts tokens by its own tokenizer',
    ]);
  });

  it('says why there is no average', () => {
    const table = only(cardTables([missing, unlabelled]));
    expect(table.rows.map((row) => row.slice(1).map((cell) => notesOf(table, cell)[0]))).toEqual([
      [
        'no average: not all of its subjects were run',
        'no average: not all of its subjects were run',
        'no average: no scored question in drama (1 of 1 subjects)',
      ],
      Array.from({ length: 3 }, () => 'no answers in this split: predictions only'),
    ]);
    expect(
      table.rows
        .flatMap((row) => row.slice(1))
        .every((cell) => cell.type === 'percent' && cell.value === null),
    ).toBe(true);
  });

  it('writes a note that rows share once', () => {
    const table = only(
      cardTables([partial, { ...partial, facts: { ...partial.facts, id: '9e9e9e9e9e9e' } }]),
    );
    expect(new Set(table.footnotes).size).toBe(table.footnotes.length);
    expect(table.footnotes).toHaveLength(7);
  });

  it('has baselines on request: one set for runs over the same questions, a set each otherwise', () => {
    const shared = only(
      cardTables([full, { ...full, facts: { ...full.facts, model: 'other' } }], { constants: true }),
    );
    expect(rowsOf(shared)).toEqual(['complete-1b', 'other', 'always A', 'always B', 'always C', 'always D']);
    // A is the answer of 5 of 16; in Science of 1 of 2 and 2 of 4; in Arts of 2 of 10.
    expect(shared.rows[2]?.slice(1).map((cell) => cell.type === 'percent' && cell.value)).toEqual([
      5 / 16,
      0.5,
      0.2,
    ]);
    const each = only(cardTables([full, partial, unlabelled], { constants: true }));
    expect(rowsOf(each)).toContain('always D (questions of run 0a0a0a0a0a0a)');
    expect(rowsOf(each)).toContain('always D (questions of run 1b1b1b1b1b1b)');
    expect(each.rows).toHaveLength(3 + 2 * 4);
  });

  it('keeps one table a benchmark, in the order of the runs', () => {
    const [first] = full.summaries;
    if (first === undefined) throw new Error('the run has a summary');
    const two = {
      ...full,
      summaries: [{ ...first, benchmark: 'ceval' as const, title: 'Other exam' }, first],
    };
    const tables = cardTables([two, partial]);
    expect(tables.map((table) => [table.title, table.rows.length])).toEqual([
      ['Other exam', 1],
      ['Small exam', 2],
    ]);
    expect(cardTables([])).toEqual([]);
  });

  it('gives runs of samples a table of their own', () => {
    const samples: RunReport = {
      facts: { ...full.facts, id: '6a6a6a6a6a6a', model: 'of-samples' },
      summaries: full.summaries.map((one) => ({ ...one, title: `${one.title} (sample questions)` })),
    };
    const tables = cardTables([samples, full, partial]);
    expect(tables.map((table) => [table.title, rowsOf(table)])).toEqual([
      ['Small exam (sample questions)', ['of-samples']],
      ['Small exam', ['complete-1b', 'partial-7b']],
    ]);
  });

  it("has the four tables of the card, with the card's columns and decimals", () => {
    const recipe = findRecipe('card-1');
    const summaries = benchmarks.map((benchmark) => {
      const rules = recipe.benchmarks[benchmark.id];
      if (rules === undefined) throw new Error(`card-1 has no ${benchmark.id}`);
      return aggregate({
        benchmark,
        recipe: { ...rules, id: recipe.id },
        selected: [],
        entries: [],
        letters: ['A', 'B', 'C', 'D'],
      });
    });
    const tables = cardTables([{ facts: hostile.facts, summaries }]);
    expect(tables.map((table) => table.columns.slice(1))).toEqual([
      ['Average', 'Avg(Hard)', 'STEM', 'Social Sciences', 'Humanities', 'Others'],
      ['Average'],
      ['Average'],
      ['Humanities', 'Social Sciences', 'STEM', 'Other', 'Average'],
    ]);
    expect(
      tables.map(({ rows }) => rows[0]?.slice(1).map((cell) => cell.type === 'percent' && cell.decimals)),
    ).toEqual([[1, 1, 1, 1, 1, 1], [2], [2], [1, 1, 1, 1, 1]]);
  });
});
