import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { GroupSummary, Summary } from '../../src/records.ts';
import { aggregate } from '../../src/scoring/aggregate.ts';
import { subjectMeanInterval } from '../../src/scoring/statistics/subject-mean-interval.ts';
import { wilsonInterval } from '../../src/scoring/statistics/wilson.ts';
import { entries, exam, fullInput, rule } from './exam.ts';

function group(summary: Summary, name: string): GroupSummary {
  const found = summary.groups.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
}

describe('aggregate', () => {
  it('counts subjects', () => {
    const { subjects, splits } = aggregate(fullInput());
    expect(subjects.map((one) => [one.subject, one.category, one.scored, one.total, one.accuracy])).toEqual([
      ['optics', 'Science', 2, 2, 0.5],
      ['botany', 'Science', 4, 4, 0.75],
      ['drama', 'Arts', 10, 10, 0.2],
    ]);
    expect(subjects[1]?.constantLetter).toEqual({ A: 0.5, B: 0.25, C: 0.25, D: 0 });
    expect(splits).toEqual(['test']);
  });

  it('averages by the rule of the total and of the categories, and shows the other rule', () => {
    const summary = aggregate(fullInput());
    // Pooled 6 of 16; mean of 1/2, 3/4, 1/5 = 29/60.
    expect(group(summary, 'Average')).toMatchObject({
      onCard: true,
      rule: 'pooled',
      accuracy: 0.375,
      byRule: { pooled: 0.375, 'subject-mean': 29 / 60 },
      scored: 16,
      total: 16,
      complete: true,
      subjects: ['optics', 'botany', 'drama'],
    });
    expect(group(summary, 'Science')).toMatchObject({
      rule: 'subject-mean',
      accuracy: 0.625,
      byRule: { pooled: 4 / 6, 'subject-mean': 0.625 },
      subjects: ['optics', 'botany'],
    });
    expect(group(summary, 'Plants and plays')).toMatchObject({ onCard: false, accuracy: 0.475 });
  });

  it('gives each accuracy an interval by the rule that it has', () => {
    const summary = aggregate(fullInput());
    expect(group(summary, 'Average').interval).toEqual(wilsonInterval({ part: 6, whole: 16 }));
    const science = [
      { part: 1, whole: 2 },
      { part: 3, whole: 4 },
    ];
    expect(group(summary, 'Science').interval).toEqual(subjectMeanInterval(science));
    expect(summary.subjects[0]?.interval).toEqual(wilsonInterval({ part: 1, whole: 2 }));
    const unscored = aggregate({ ...fullInput(), entries: [] });
    expect([group(unscored, 'Average').interval, unscored.subjects[0]?.interval]).toEqual([null, null]);
  });

  it('gives the baselines under the rule of the group', () => {
    const summary = aggregate(fullInput());
    // A: 1 + 2 + 2 of 16; in Science the mean of 1/2 and 2/4. D: 8 of 16.
    expect(group(summary, 'Average').constantLetter).toEqual({ A: 5 / 16, B: 2 / 16, C: 1 / 16, D: 0.5 });
    expect(group(summary, 'Science').constantLetter).toEqual({ A: 0.5, B: 0.375, C: 0.125, D: 0 });
  });

  it('keeps failed, unanswerable and unlabelled questions out of accuracy, and counts them', () => {
    const input = fullInput();
    const summary = aggregate({
      ...input,
      entries: [
        ...entries('optics', 'AB', '+!'),
        ...entries('botany', 'AABC', '+-=?'),
        ...entries('drama', 'D', '+'),
      ],
    });
    expect(summary.subjects.map((one) => one.accuracy)).toEqual([1, 0.5, 1]);
    expect(group(summary, 'Average')).toMatchObject({
      accuracy: 0.75,
      counts: { right: 3, wrong: 1, failed: 1, unanswerable: 1, unlabelled: 1 },
      scored: 4,
      total: 16,
      complete: false,
    });
  });

  it('has no average over a group with a subject that was not scored or not run', () => {
    const input = fullInput();
    const failed = aggregate({
      ...input,
      entries: [
        ...entries('optics', 'AB', '!!'),
        ...entries('botany', 'AABC', '++++'),
        ...entries('drama', 'D', '-'),
      ],
    });
    expect(failed.subjects[0]).toMatchObject({ accuracy: null, scored: 0, constantLetter: {} });
    for (const name of ['Average', 'Science']) {
      expect(group(failed, name)).toMatchObject({
        accuracy: null,
        byRule: { pooled: null, 'subject-mean': null },
        complete: false,
        constantLetter: {},
      });
    }
    expect(group(failed, 'Arts').accuracy).toBe(0);

    const onlyDrama = aggregate({
      ...input,
      selected: input.selected.slice(2),
      entries: entries('drama', 'DDDDDDDDDD', '++++++++++'),
    });
    expect(group(onlyDrama, 'Arts')).toMatchObject({ accuracy: 1, complete: true });
    expect(group(onlyDrama, 'Average')).toMatchObject({ accuracy: null, complete: false, scored: 10 });
  });

  it('has counts and no accuracy for an unlabelled split', () => {
    const summary = aggregate({
      ...fullInput(),
      entries: [
        ...entries('optics', '', '??'),
        ...entries('botany', '', '????'),
        ...entries('drama', '', '??????????'),
      ],
    });
    expect(group(summary, 'Average')).toMatchObject({
      accuracy: null,
      scored: 0,
      total: 16,
      complete: false,
      counts: { unlabelled: 16 },
    });
  });

  it('leaves subjects that run only by name out of the total and of their category', () => {
    const input = fullInput();
    const summary = aggregate({
      ...input,
      selected: [...input.selected, { subject: 'extra', split: 'test', total: 1 }],
      entries: [...input.entries, ...entries('extra', 'A', '+')],
    });
    expect(summary.subjects.map((one) => one.subject)).toEqual(['optics', 'botany', 'drama', 'extra']);
    expect(group(summary, 'Average').scored).toBe(16);
    expect(group(summary, 'Arts')).toMatchObject({ subjects: ['drama'], scored: 10 });
  });

  it("moves a subject to the recipe's category", () => {
    const moved = aggregate({ ...fullInput(), recipe: { ...rule, categories: { botany: 'Arts' } } });
    expect(group(moved, 'Science').subjects).toEqual(['optics']);
    expect(group(moved, 'Arts').subjects).toEqual(['botany', 'drama']);
    expect(moved.subjects[1]?.category).toBe('Arts');
  });

  it('reports shots, cut prompts and notes', () => {
    const input = fullInput();
    const summary = aggregate({
      ...input,
      recipe: { ...rule, deviations: ['counts tokens of its own'] },
      entries: [
        ...entries('optics', 'AB', '++', { shotsUsed: 0, tokensCut: 12 }),
        ...entries('botany', 'AABC', '+++').slice(0, 2),
        ...entries('botany', 'AABC', '+++', { shotsUsed: 2 }).slice(2),
      ],
      notes: ['letters overridden'],
    });
    expect(summary.subjects.map((one) => [one.meanShotsUsed, one.truncated])).toEqual([
      [0, 2],
      [4, 0],
      [null, 0],
    ]);
    expect(summary.notes).toEqual(['counts tokens of its own', 'letters overridden']);
  });

  it('gives the same bytes whatever the order of arrival', () => {
    const input = fullInput();
    const inOrder = [...input.entries];
    const expected = JSON.stringify(aggregate(input));
    for (let step = 1; step < inOrder.length; step++) {
      // 17 is prime and more than the 16 entries: each step gives another order.
      const shuffled = inOrder.toSorted((a, b) => ((place(a.id) * step) % 17) - ((place(b.id) * step) % 17));
      expect(JSON.stringify(aggregate({ ...input, entries: shuffled }))).toBe(expected);
      expect(
        JSON.stringify(aggregate({ ...input, selected: input.selected.toReversed(), entries: shuffled })),
      ).toBe(expected);
    }
    function place(id: string): number {
      return inOrder.findIndex((entry) => entry.id === id) + 1;
    }
  });

  it('stays within bounds and within its parts for any outcomes', () => {
    const averaged = { known: 0, unknown: 0 };
    let state = 1;
    const signs = (count: number) =>
      Array.from({ length: count }, () => {
        state = (state * 48271) % 2147483647; // the minimal standard generator of Park and Miller
        return '++++---!=?'[state % 10];
      }).join('');
    for (let round = 0; round < 200; round++) {
      const input = {
        ...fullInput(),
        entries: [
          ...entries('optics', 'AB', signs(2)),
          ...entries('botany', 'ABCD', signs(4)),
          ...entries('drama', 'DCBADCBADC', signs(10)),
        ],
      };
      const summary = aggregate(input);
      for (const one of summary.groups) {
        const members = summary.subjects.filter((subject) => one.subjects.includes(subject.subject));
        const accuracies = members.flatMap((subject) => subject.accuracy ?? []);
        expect(one.accuracy === null).toBe(accuracies.length < members.length);
        averaged[one.accuracy === null ? 'unknown' : 'known']++;
        if (one.accuracy === null) continue;
        for (const accuracy of Object.values(one.byRule)) {
          expect(accuracy).toBeGreaterThanOrEqual(Math.min(...accuracies));
          expect(accuracy).toBeLessThanOrEqual(Math.max(...accuracies));
        }
        expect(Object.values(one.constantLetter).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }
    }
    expect(averaged.known).toBeGreaterThan(40);
    expect(averaged.unknown).toBeGreaterThan(40);
  });

  it('refuses entries and selections that belong elsewhere', () => {
    const input = fullInput();
    const stray = entries('extra', 'A', '+');
    expect(() => aggregate({ ...input, entries: stray })).toThrow(InputError);
    expect(() => aggregate({ ...input, entries: stray })).toThrow(/mmlu\/extra\/test\/0/);
    expect(() => aggregate({ ...input, entries: entries('optics', 'A', '+', { split: 'val' }) })).toThrow(
      /mmlu\/optics\/val\/0/,
    );
    expect(() => aggregate({ ...input, entries: entries('optics', 'AAA', '+++') })).toThrow(
      /optics\/test than its 2 questions/,
    );
    // The same subjects and splits, of another exam.
    const other = { ...exam, id: 'ceval' as const };
    expect(() => aggregate({ ...input, benchmark: other })).toThrow(InputError);
    expect(() => aggregate({ ...input, benchmark: other })).toThrow(
      "The journal has mmlu/optics/test/0, which is not in this run's selection: it belongs to another run.",
    );
    const selected = [{ subject: 'alchemy', split: 'test' as const, total: 1 }];
    expect(() => aggregate({ ...input, selected, entries: [] })).toThrow(/no subject alchemy/);
    expect(exam.subjects.some((subject) => subject.id === 'alchemy')).toBe(false);
  });
});
