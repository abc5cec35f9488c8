import { describe, expect, it } from 'vitest';
import type { ComparedAverage, ExamComparison } from '../../src/records.ts';
import type { ComparisonReport } from '../../src/report/comparison-report.ts';
import {
  comparisonAsJson,
  comparisonAsMarkdown,
  comparisonForTerminal,
} from '../../src/report/comparison-text.ts';
import { comparisonSentence, pCell, signedPoints } from '../../src/report/comparison-words.ts';
import { compareExam } from '../../src/scoring/compare-exam.ts';
import { entries, exam, rule } from '../scoring/exam.ts';
import { full, hostile } from './runs.ts';

const GOLDEN = '../golden/report';

const answered = (outcomes: readonly string[], promptSha256: string) =>
  ['optics', 'botany', 'drama'].flatMap((subject, index) =>
    entries(subject, 'A'.repeat(60), outcomes[index] ?? '').map((one) =>
      Object.assign({ promptSha256 }, one),
    ),
  );

/** B is better in botany, worse in drama, failed once; drama has more questions in A. */
function compared(title: string, bOfDrama: string): ExamComparison {
  return compareExam({
    benchmark: { ...exam, title },
    recipe: rule,
    selected: ['optics', 'botany', 'drama'].map((subject) => ({ subject, split: 'test', total: 60 })),
    a: answered(['++--', '+-'.repeat(15), '+'.repeat(40)], 'a'),
    b: answered(['+!-+', '+'.repeat(30), bOfDrama], 'b'),
    alpha: 0.05,
    notes: ['a note'],
  });
}

const comparison: ComparisonReport = {
  a: full.facts,
  b: { ...full.facts, id: '5b5b5b5b5b5b', model: 'other-1b', precision: 'int8' },
  alpha: 0.05,
  maxUncompared: 0.01,
  rounds: 10_000,
  onlyInA: ['First exam', 'Second exam'],
  onlyInB: [],
  exams: [
    compared('Small exam', '+--'.repeat(12)),
    compareExam({
      benchmark: { ...exam, title: 'Small exam (sample questions)' },
      recipe: rule,
      selected: [{ subject: 'optics', split: 'test', total: 60 }],
      a: answered(['++??'], 'a'),
      b: [],
      alpha: 0.05,
      notes: [],
    }),
  ],
};

describe('golden texts', () => {
  it.each([
    ['comparison.terminal.txt', () => comparisonForTerminal(comparison, { colour: false })],
    ['comparison.markdown.md', () => comparisonAsMarkdown(comparison)],
    ['comparison.json', () => comparisonAsJson(comparison)],
  ])('%s', async (name, render) => {
    await expect(render()).toMatchFileSnapshot(`${GOLDEN}/${name}`);
  });
});

describe('a comparison in words', () => {
  const average: ComparedAverage = {
    rule: 'pooled',
    subjects: ['optics'],
    compared: 264,
    uncompared: 0,
    total: 300,
    pairs: { both: 100, onlyA: 10, onlyB: 16, neither: 138 },
    a: { accuracy: 110 / 264, interval: { low: 0.36, high: 0.48 } },
    b: { accuracy: 116 / 264, interval: { low: 0.38, high: 0.5 } },
    difference: 6 / 264,
    interval: { low: 0.0038, high: 0.0416 },
    p: 0.01234,
    mcNemar: 0.01234,
    finding: 'better',
  };
  const sentence = (changes: Partial<ComparedAverage> | null): string =>
    comparisonSentence({
      ...compared('Small exam', ''),
      average: changes === null ? null : { ...average, ...changes },
    });

  it.each<[Partial<ComparedAverage> | null, string]>([
    [
      {},
      'B is 2.3 points better than A, over 264 of 300 questions in 1 of 3 subjects, 95 % interval +0.4 to +4.2; p = 0.0123: unlikely to be noise.',
    ],
    [
      { difference: -0.0227, interval: { low: -0.06, high: 0.01 }, p: 0.327, finding: 'undecided' },
      'B is 2.3 points worse than A, over 264 of 300 questions in 1 of 3 subjects, 95 % interval -6.0 to +1.0; p = 0.33: no difference that 264 questions can show.',
    ],
    [
      { p: 1e-9 },
      'B is 2.3 points better than A, over 264 of 300 questions in 1 of 3 subjects, 95 % interval +0.4 to +4.2; p < 0.0001: unlikely to be noise.',
    ],
    [
      { uncompared: 12 },
      'B is 2.3 points better than A, over 264 of 300 questions in 1 of 3 subjects, 95 % interval +0.4 to +4.2; p = 0.0123: unlikely to be noise; but 12 of 276 questions that were asked were not compared.',
    ],
    [
      { difference: 0, interval: { low: -0.02, high: 0.02 }, p: 1, finding: 'undecided' },
      'A and B are equal, over 264 of 300 questions in 1 of 3 subjects, 95 % interval -2.0 to +2.0; p = 1: no difference that 264 questions can show.',
    ],
    [
      { pairs: { both: 100, onlyA: 0, onlyB: 0, neither: 164 } },
      'A and B are right on the same 100 questions, over 264 of 300 questions in 1 of 3 subjects.',
    ],
    [null, 'no question was scored in both runs, so nothing can be said.'],
  ])('%#', (changes, text) => {
    expect(sentence(changes)).toBe(text);
  });

  it('has signs and p values that can be read', () => {
    expect([0.021, -0.021, 0, -0.0001].map((one) => signedPoints(one, 1))).toEqual([
      '+2.1',
      '-2.1',
      '0.0',
      '0.0',
    ]);
    expect([1, 0.4567, 0.04996, 0.000123, 0.00001, 0].map(pCell)).toEqual([
      '1',
      '0.46',
      '0.05',
      '0.000123',
      '< 0.0001',
      '< 0.0001',
    ]);
  });
});

it('lets no markup or control character of a model through', () => {
  const report = { ...comparison, a: hostile.facts };
  // oxlint-disable-next-line no-control-regex
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
  expect(comparisonForTerminal(report, { colour: false })).not.toMatch(control);
  expect(comparisonAsMarkdown(report)).not.toMatch(control);
  expect(comparisonAsMarkdown(report)).not.toMatch(/<[a-z]/i);
  expect(comparisonAsJson(report)).not.toMatch(control);
});
