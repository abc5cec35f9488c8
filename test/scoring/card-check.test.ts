import { describe, expect, it } from 'vitest';
import type { PublishedRow, PublishedTable } from '../../src/records.ts';
import { aggregate, type AggregateInput } from '../../src/scoring/aggregate.ts';
import { cardCauses } from '../../src/scoring/card-causes.ts';
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
  const explanations = [{ cause: 'split', text: 'another split' } as const];
  const base = {
    table,
    row: row(values),
    summary,
    questions: null,
    tolerance: null,
    explanations,
    faults: [],
  };
  return checkCard({ ...base, ...changes });
}

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
    expect(cell?.causes).toEqual(finding === 'outside' ? ['split'] : []);
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
    expect(far).toMatchObject({ finding: 'inside', withinSamplingError: false, causes: ['split'] });
  });

  it('is not off by the last bits of a difference', () => {
    // 0.375 less 0.371 is more than 0.004 in doubles.
    expect(check(['37.1', null, null], { tolerance: 0.4 }).cells[0]?.finding).toBe('inside');
  });

  it('names averaging only where the other rule is nearer', () => {
    const explanations = [{ cause: 'averaging', text: 'another rule' } as const];
    const causes = (value: string) =>
      check([value, null, null], { explanations, tolerance: 0 }).cells[0]?.causes;
    expect(causes('48.3')).toEqual(['averaging']);
    expect(causes('30.0')).toEqual([]);
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
      notes: ['by its authors', 'a mark'],
    });
  });
});

describe('cardCauses', () => {
  const causes = (
    changes: Partial<Parameters<typeof cardCauses>[0]> = {},
    input: Partial<AggregateInput> = {},
  ) =>
    cardCauses({
      table,
      summary: aggregate({ ...fullInput(), ...input }),
      shots: 5,
      precision: 'fp32',
      letters: 'upstream',
      recipeLetters: 'upstream',
      fitting: ['pooled'],
      ...changes,
    });
  // The small exam's total is pooled and its categories are not: one rule for all makes it plain.
  const pooled = { recipe: { ...rule, average: { total: 'pooled', category: 'pooled' } } as const };

  it('finds nothing where everything is as behind the table', () => {
    expect(causes({}, pooled)).toEqual([]);
  });

  it.each<[string, ReturnType<typeof causes>, string, RegExp]>([
    [
      'recipe',
      causes({ table: { ...table, recipe: 'card-9' } }, pooled),
      'recipe',
      /test-1, where card-9 asks/,
    ],
    [
      'departure',
      causes({}, { recipe: { ...pooled.recipe, deviations: ['No BOS.'] } }),
      'recipe',
      /departs from the source: No BOS\./,
    ],
    ['split', causes({ table: { ...table, split: 'val' } }, pooled), 'split', /test split, where .* of val/],
    ['unnamed split', causes({ table: { ...table, split: null } }, pooled), 'split', /the source names none/],
    ['rule', causes({ fitting: ['subject-mean'] }, pooled), 'averaging', /pooled; .* fit subject-mean/],
    ['unknown rule', causes({ fitting: [] }, pooled), 'averaging', /not known/],
    ['precision', causes({ precision: 'int8' }, pooled), 'precision', /int8; the source's script has fp32/],
    [
      'letters',
      causes({ letters: 'context' }, pooled),
      'letters',
      /'context', where test-1 reads 'upstream'/,
    ],
    [
      'lost shots',
      causes({}, { ...pooled, entries: entries('optics', 'AB', '+-', { shotsUsed: 3, tokensCut: 1 }) }),
      'prompts',
      /lost shots: 1; prompts that lost tokens on the left: 2/,
    ],
  ])('finds another %s', (_what, found, cause, text) => {
    expect(found.map((one) => one.cause)).toEqual([cause]);
    expect(found[0]?.text).toMatch(text);
  });

  it('does not take a source that names no precision or recipe for the same', () => {
    const { precision: _precision, recipe: _recipe, ...silent } = table;
    expect(causes({ table: silent }, pooled).map(({ cause }) => cause)).toEqual(['recipe', 'precision']);
  });
});
