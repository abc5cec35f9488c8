import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { compareExam, type CompareInput } from '../../src/scoring/compare-exam.ts';
import { pairEntries, type PairedEntry } from '../../src/scoring/pair-entries.ts';
import { holm } from '../../src/scoring/statistics/holm.ts';
import { mcNemarExact } from '../../src/scoring/statistics/mcnemar.ts';
import { wilsonInterval } from '../../src/scoring/statistics/wilson.ts';
import { entries, exam, rule } from './exam.ts';

/** Answers of one subject, `A` the right one of each. */
function answers(subject: string, outcomes: string, prompt = 'a'): PairedEntry[] {
  const gold = 'A'.repeat(outcomes.length);
  return entries(subject, gold, outcomes).map(({ id, outcome, gold: answer }) => ({
    id,
    outcome,
    gold: answer,
    promptSha256: prompt,
  }));
}

/** Optics of 8 questions and drama of 40, B worse by 5 of optics and better by 2 of drama. */
function input(changes: Partial<CompareInput> = {}): CompareInput {
  return {
    benchmark: exam,
    recipe: rule,
    selected: [
      { subject: 'drama', split: 'test', total: 40 },
      { subject: 'optics', split: 'test', total: 8 },
    ],
    a: [...answers('optics', '++++++--'), ...answers('drama', '-'.repeat(40))],
    b: [...answers('optics', '+-------'), ...answers('drama', `++${'-'.repeat(38)}`)],
    alpha: 0.05,
    notes: [],
    ...changes,
  };
}

const finding = (changes: Partial<CompareInput>) => compareExam(input(changes)).average?.finding;

const subjectMean = { ...rule, average: { total: 'subject-mean', category: 'subject-mean' } } as const;

describe('pairEntries', () => {
  it('counts pairs by question, in any order', () => {
    const a = answers('optics', '++--+');
    const paired = pairEntries(a, answers('optics', '+-+-+').toReversed());
    expect(paired).toEqual({
      compared: 5,
      pairs: { both: 2, onlyA: 1, onlyB: 1, neither: 1 },
      uncompared: { onlyInA: 0, onlyInB: 0, failed: 0, unanswerable: 0, unlabelled: 0 },
      otherPrompts: 0,
    });
  });

  it('counts what is not compared, each question once', () => {
    const failedBlind = answers('optics', '????!')
      .slice(4)
      .map((one) => Object.assign({}, one, { gold: null }));
    const { compared, uncompared, otherPrompts } = pairEntries(answers('optics', '+!=??-+', 'a'), [
      ...answers('optics', '+++?', 'b'),
      ...failedBlind,
      ...answers('botany', '++'),
    ]);
    expect(compared).toBe(1);
    expect(uncompared).toEqual({ onlyInA: 2, onlyInB: 2, failed: 2, unanswerable: 1, unlabelled: 1 });
    expect(otherPrompts).toBe(1);
  });

  it('refuses runs with different answers to a question', () => {
    const b = answers('optics', '+').map((one) => Object.assign({}, one, { gold: 'C' }));
    expect(() => pairEntries(answers('optics', '+'), b)).toThrow(InputError);
    expect(() => pairEntries(answers('optics', '+'), b)).toThrow(
      'The answer of mmlu/optics/test/0 is A in A and C in B',
    );
  });
});

describe('compareExam', () => {
  it('pools questions where the rule does, with McNemar', () => {
    const { average } = compareExam(input());
    expect(average).toMatchObject({
      rule: 'pooled',
      subjects: ['optics', 'drama'],
      compared: 48,
      total: 48,
      pairs: { both: 1, onlyA: 5, onlyB: 2, neither: 40 },
      a: { accuracy: 6 / 48, interval: wilsonInterval({ part: 6, whole: 48 }) },
      b: { accuracy: 3 / 48 },
      p: mcNemarExact(5, 2),
      mcNemar: mcNemarExact(5, 2),
      finding: 'undecided',
    });
    expect(average?.difference).toBeCloseTo(-3 / 48, 15);
    expect(average?.interval.low).toBeLessThan(-3 / 48);
    expect(average?.interval.high).toBeGreaterThan(-3 / 48);
  });

  it('weighs subjects alike where the rule does, in the test too', () => {
    const { average } = compareExam(input({ recipe: subjectMean }));
    expect(average).toMatchObject({ rule: 'subject-mean', a: { accuracy: 6 / 16 }, finding: 'undecided' });
    expect(average?.difference).toBeCloseTo((-5 / 8 + 2 / 40) / 2, 15);
    // Optics weighs five times as much a question: only where its five agree is the mean as far from 0.
    expect(average?.p).toBeGreaterThan(0.05);
    expect(average?.p).toBeLessThan(0.08);
    expect(average?.mcNemar).toBe(mcNemarExact(5, 2));
    expect(average?.interval.high).toBeLessThan(0);
  });

  it('finds a difference at alpha, and to whose favour', () => {
    const [none, all] = [answers('drama', '-'.repeat(12)), answers('drama', '+'.repeat(12))];
    expect(finding({ a: none, b: all })).toBe('better');
    expect(finding({ a: all, b: none })).toBe('worse');
    expect(finding({ a: all, b: none, recipe: subjectMean })).toBe('worse');
    expect(finding({ a: all, b: none, alpha: 0.0001 })).toBe('undecided');
    expect(finding({ a: all, b: all, alpha: 0.999 })).toBe('undecided');
  });

  it('tests each subject in the order of the benchmark, with Holm over those that have questions', () => {
    const { subjects } = compareExam(
      input({ selected: [...input().selected, { subject: 'botany', split: 'test', total: 4 }] }),
    );
    expect(subjects.map((one) => [one.subject, one.compared, one.total])).toEqual([
      ['optics', 8, 8],
      ['botany', 0, 4],
      ['drama', 40, 40],
    ]);
    const [optics = 0, drama = 0] = holm([mcNemarExact(5, 0), mcNemarExact(0, 2)]);
    expect(subjects.map((one) => [one.mcNemar, one.holm])).toEqual([
      [mcNemarExact(5, 0), optics],
      [null, null],
      [mcNemarExact(0, 2), drama],
    ]);
  });

  it('counts what the average lacks, in subjects without a compared question too', () => {
    const selected = [...input().selected, { subject: 'botany', split: 'test' as const, total: 9 }];
    const a = [...answers('optics', '++++++--'), ...answers('botany', '++++??')];
    const b = [...answers('optics', '+!=!++'), ...answers('botany', '!!--??').slice(2)];
    // Two of optics only in A and three not answered; botany: two only in A, two compared, two unlabelled.
    expect(compareExam(input({ selected, a, b })).average).toMatchObject({
      compared: 5,
      uncompared: 2 + 3 + 2,
      total: 8 + 40 + 9,
    });
    expect(compareExam(input({ selected, a, b: b.slice(0, 6) })).average).toMatchObject({
      subjects: ['optics'],
      compared: 3,
      // The unlabelled two that B lacks are its own to lack.
      uncompared: 2 + 3 + 6,
      total: 8 + 40 + 9,
    });
  });

  it('leaves subjects that run only by name out of the average, unless they are all there is', () => {
    const selected = [...input().selected, { subject: 'extra', split: 'test' as const, total: 3 }];
    const [a, b] = [answers('extra', '+++'), answers('extra', '---')];
    const both = compareExam(input({ selected, a: [...input().a, ...a], b: [...input().b, ...b] }));
    expect(both.average?.subjects).toEqual(['optics', 'drama']);
    expect(both.averageOver).toBe(3);
    expect(compareExam(input({ selected, a, b })).average?.subjects).toEqual(['extra']);
  });

  it('is the same every time, and says nothing of nothing', () => {
    expect(compareExam(input({ recipe: subjectMean }))).toEqual(compareExam(input({ recipe: subjectMean })));
    expect(compareExam(input({ b: [] }))).toMatchObject({
      average: null,
      subjects: [{ uncompared: { onlyInA: 8 } }, { uncompared: { onlyInA: 40 } }],
    });
  });
});
