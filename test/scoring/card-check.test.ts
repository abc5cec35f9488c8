import { describe, expect, it } from 'vitest';
import type { CheckedCell, PublishedRow, PublishedTable } from '../../src/records.ts';
import type { AuditedRule } from '../../src/scoring/average-audit.ts';
import { aggregate, type AggregateInput } from '../../src/scoring/aggregate.ts';
import { cardCauses, type ExplainedCell } from '../../src/scoring/card-causes.ts';
import { checkCard, type CardCheckInput } from '../../src/scoring/card-check.ts';
import { entries, fullInput, rule } from './exam.ts';

const row = (values: PublishedRow['values'], changes: Partial<PublishedRow> = {}): PublishedRow => ({
  printed: 'first 1B',
  model: 'First-1B',
  marks: [],
  obtained: 'authors',
  values,
  ...changes,
});

const table: PublishedTable = {
  table: 'small',
  benchmark: 'mmlu',
  title: 'Small',
  source: { document: 'card', url: 'https://example.org/card', date: '2023-06-15' },
  shots: 5,
  split: 'test',
  decimals: 1,
  recipe: 'test-1',
  precision: 'fp32',
  head: 'Model',
  columns: ['Average', 'Science', 'Arts'],
  footnotes: { '*': 'a mark' },
  obtained: { authors: 'by its authors' },
  rows: [],
};

/** The small exam: pooled 6 of 16, science (1/2 + 3/4) / 2, arts 2 of 10. */
function check(
  values: PublishedRow['values'],
  changes: Partial<CardCheckInput> = {},
  input: Partial<AggregateInput> = {},
) {
  const summary = aggregate({ ...fullInput(), ...input });
  const split = [{ cause: 'split', text: 'another split' } as const];
  const base = {
    table,
    row: row(values),
    summary,
    questions: null,
    tolerance: null,
    explain: () => split,
    faults: [],
  };
  return checkCard({ ...base, ...changes });
}

const causesOf = (cell: CheckedCell | undefined) => cell?.explanations.map(({ cause }) => cause);

describe('checkCard', () => {
  it("gives each cell's difference in points with the run's own interval", () => {
    const [average, science, arts] = check(['40.0', '60.0', '25.0']).cells;
    expect(average).toMatchObject({ column: 'Average', rule: 'pooled', accuracy: 0.375, published: '40.0' });
    expect(average?.difference).toBeCloseTo(-2.5, 12);
    // Wilson's interval of 6 of 16 and of 2 of 10 (R's prop.test without continuity correction).
    expect(average?.interval?.low).toBeCloseTo(0.18478, 4);
    expect(average?.interval?.high).toBeCloseTo(0.61363, 4);
    expect(arts?.interval?.low).toBeCloseTo(0.05668, 4);
    expect(arts?.interval?.high).toBeCloseTo(0.50984, 4);
    expect(science?.difference).toBeCloseTo(2.5, 12);
    expect(science?.byOtherRule).toBeCloseTo(4 / 6, 12);
    expect(average?.byOtherRule).toBeCloseTo((0.5 + 0.75 + 0.2) / 3, 12);
  });

  it.each([
    ['61.4', 'inside'],
    ['61.5', 'outside'],
    ['18.5', 'inside'],
    ['18.4', 'outside'],
  ])('takes %s for all that round to it: %s the interval from 18.48 to 61.36', (value, finding) => {
    const [cell] = check([value, null, null]).cells;
    expect(cell?.finding).toBe(finding);
    expect(causesOf(cell)).toEqual(finding === 'outside' ? ['split'] : []);
  });

  it.each([
    [2.5, 'inside'],
    [2.4, 'outside'],
    [0, 'outside'],
  ])('with a tolerance of %s points 37.5 is %s of 40.0', (tolerance, finding) => {
    expect(check(['40.0', null, null], { tolerance }).cells[0]?.finding).toBe(finding);
  });

  it('does not take a number for noise because a tolerance is wide', () => {
    const far = check(['70.0', null, null], { tolerance: 50 }).cells[0];
    expect(far).toMatchObject({ finding: 'inside', withinSamplingError: false });
    expect(causesOf(far)).toEqual(['split']);
  });

  it('is not off by the last bits of a difference', () => {
    // 0.375 less 0.371 is more than 0.004 in doubles.
    expect(check(['37.1', null, null], { tolerance: 0.4 }).cells[0]?.finding).toBe('inside');
  });

  it('asks what may explain a cell with its group, and whether the other rule is nearer', () => {
    const asked: ExplainedCell[] = [];
    const explain = (cell: ExplainedCell) => {
      asked.push(cell);
      return [];
    };
    // Pooled 37.5, and 48.3 by the other rule.
    check(['48.3', null, null], { explain, tolerance: 0 });
    check(['30.0', null, null], { explain, tolerance: 0 });
    expect(asked.map(({ group, otherIsNearer }) => [group.name, otherIsNearer])).toEqual([
      ['Average', true],
      ['Average', false],
    ]);
  });

  it('knows nothing of a cell that lacks a number, or of a column that the recipe has not', () => {
    const { cells } = check(
      [null, '50.0', '20.0'],
      { table: { ...table, columns: ['Average', 'Science', 'Letters'] } },
      { entries: entries('optics', 'AB', '+-') },
    );
    expect(cells.map(({ finding }) => finding)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(cells.map(({ accuracy }) => accuracy)).toEqual([null, null, null]);
    expect(cells.map(({ rule: own }) => own)).toEqual(['pooled', 'subject-mean', null]);
  });

  it("gives the published number's own error only where its questions are known", () => {
    expect(check(['50.0', null, null]).cells[0]?.publishedInterval).toBeNull();
    const questions = { optics: 200, botany: 400, drama: 400 };
    const [cell] = check(['50.0', null, null], { questions }).cells;
    // Wilson's interval of 500 of 1000.
    expect(cell?.publishedInterval?.low).toBeCloseTo(0.46907, 4);
    expect(cell?.publishedInterval?.high).toBeCloseTo(0.53093, 4);
    expect(
      check(['50.0', null, null], { questions: { optics: 200 } }).cells[0]?.publishedInterval,
    ).toBeNull();
  });

  it('tells what the row says of itself', () => {
    const marked = check([], { row: row([], { marks: ['*'] }) });
    expect(marked.row).toEqual({
      printed: 'first 1B',
      model: 'First-1B',
      obtained: 'by its authors',
      notes: ['a mark'],
    });
  });
});

describe('cardCauses', () => {
  const causes = (
    changes: Partial<Parameters<typeof cardCauses>[0]> = {},
    input: Partial<AggregateInput> = {},
    { column = 'Average', otherIsNearer = true }: { column?: string; otherIsNearer?: boolean } = {},
  ) => {
    const summary = aggregate({ ...fullInput(), ...input });
    const group = summary.groups.find(({ name }) => name === column);
    if (group === undefined) throw new Error(`no ${column}`);
    return cardCauses(
      {
        table,
        row: row([]),
        summary,
        shots: 5,
        precision: 'fp32',
        letters: 'upstream',
        recipeLetters: 'upstream',
        rules: ['pooled'],
        ...changes,
      },
      { group, otherIsNearer },
    );
  };
  const named = (...all: Parameters<typeof causes>) => causes(...all).map(({ cause }) => cause);

  it('finds nothing where everything is as behind the table', () => {
    expect(causes()).toEqual([]);
  });

  it.each<[string, ReturnType<typeof causes>, string, RegExp]>([
    ['recipe', causes({ table: { ...table, recipe: 'card-9' } }), 'recipe', /test-1, where card-9 asks/],
    [
      'departure',
      causes({}, { recipe: { ...rule, deviations: ['No BOS.'] } }),
      'recipe',
      /departs from the source: No BOS\./,
    ],
    ['split', causes({ table: { ...table, split: 'val' } }), 'split', /test split, where .* of val/],
    ['unnamed split', causes({ table: { ...table, split: null } }), 'split', /the source names none/],
    ['precision', causes({ precision: 'int8' }), 'precision', /int8; the source's script has fp32/],
    ['letters', causes({ letters: 'context' }), 'letters', /'context', where test-1 reads 'upstream'/],
  ])('finds another %s', (_what, found, cause, text) => {
    expect(found.map((one) => one.cause)).toEqual([cause]);
    expect(found[0]?.text).toMatch(text);
  });

  it('does not take a source that names no precision or recipe for the same', () => {
    const { precision: _precision, recipe: _recipe, ...silent } = table;
    expect(named({ table: silent })).toEqual(['recipe', 'precision']);
  });

  it('names prompts that were cut for the columns of their subjects alone', () => {
    const cut = { entries: entries('optics', 'AB', '+-', { shotsUsed: 3, tokensCut: 1 }) };
    expect(causes({}, cut, { column: 'Science' })).toEqual([
      { cause: 'averaging', text: 'averaged by rule subject-mean; the published average can be by pooled' },
      {
        cause: 'prompts',
        text: 'subjects whose prompts lost shots: 1 of 2; prompts that lost tokens on the left: 2',
      },
    ]);
    expect(named({ rules: ['subject-mean'] }, cut, { column: 'Arts' })).toEqual([]);
  });

  it.each<[string, AuditedRule[], boolean, string[]]>([
    ['its own rule alone', ['pooled'], true, []],
    ['another rule that is nearer', ['subject-mean'], true, ['averaging']],
    ['another rule that is farther', ['subject-mean'], false, []],
    ['both', ['subject-mean', 'pooled'], true, ['averaging']],
    ['a rule that the run has no number of', ['category-mean'], false, ['averaging']],
  ])('names averaging by what the row allows: %s', (_what, rules, otherIsNearer, expected) => {
    expect(named({ rules }, {}, { otherIsNearer })).toEqual(expected);
  });

  it("names the protocol of a row from elsewhere, in place of the source's recipe and precision", () => {
    const own = {
      ...table,
      own: 'authors',
      recipe: 'card-9',
      obtained: { ...table.obtained, elsewhere: 'from a list' },
    };
    expect(named({ table: own, precision: 'int8' })).toEqual(['recipe', 'precision']);
    const foreign = row([], { obtained: 'elsewhere' });
    expect(causes({ table: own, row: foreign, precision: 'int8' })).toEqual([
      { cause: 'protocol', text: "the row is not of the source's own protocol: from a list" },
    ]);
  });
});
