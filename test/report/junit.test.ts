import { describe, expect, it } from 'vitest';
import type { CardCheck, CheckedCell, ExamComparison } from '../../src/records.ts';
import { cardCheckAsJunit } from '../../src/report/card-check-junit.ts';
import { comparisonAsJunit } from '../../src/report/comparison-junit.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { full, hostile, missing } from './runs.ts';
import { type Element, parseXml } from './xml.ts';

const HOSTILE = `</failure>"'&<![CDATA[ ]]> \u0000\u0008\u001b[31m\u009b\ud800\udc00\ud800 \ufffe\uffff\u202e\n<x y='z'/>`;

/** The counts that an element has, of what is below it. */
function recount({ children }: Element): Record<string, number> {
  const cases = children.flatMap((one) => (one.name === 'testcase' ? [one] : one.children)).filter(isCase);
  const having = (name: string): number =>
    cases.filter((one) => one.children.some((child) => child.name === name)).length;
  return { tests: cases.length, failures: having('failure'), errors: having('error'), skipped: 0 };
}

const isCase = ({ name }: Element): boolean => name === 'testcase';

function countsIn({ attributes }: Element): Record<string, number> {
  return Object.fromEntries(
    ['tests', 'failures', 'errors', 'skipped'].map((name) => [name, Number(attributes[name])]),
  );
}

describe('renderJunit', () => {
  it('is well-formed XML that gives back its texts, whatever is in them', () => {
    const xml = renderJunit(HOSTILE, [
      {
        name: HOSTILE,
        properties: { [HOSTILE]: HOSTILE },
        cases: [
          { name: HOSTILE, failure: { type: HOSTILE, message: HOSTILE, text: HOSTILE } },
          { name: 'b', error: { type: HOSTILE, message: HOSTILE } },
          { name: 'c' },
        ],
      },
    ]);
    const root = parseXml(xml);
    const shown = `</failure>"'&<![CDATA[ ]]> [31m\ud800\udc00\ufffd \ufffd\ufffd <x y='z'/>`;
    expect(root.attributes['name']).toBe(shown);
    const [suite] = root.children;
    const failed = suite?.children.find(isCase);
    expect(failed?.attributes).toEqual({ name: shown, classname: `${shown}.${shown}` });
    expect(failed?.children[0]).toMatchObject({
      name: 'failure',
      text: shown,
      attributes: { message: shown, type: shown },
    });
    expect(root.children.map(countsIn)).toEqual(root.children.map(recount));
    expect(countsIn(root)).toEqual({ tests: 3, failures: 1, errors: 1, skipped: 0 });
  });

  it('is well-formed without a suite', () => {
    expect(parseXml(renderJunit('nothing', []))).toMatchObject({ name: 'testsuites', children: [] });
  });
});

const interval = { low: 0.1, high: 0.2 };
const exam = (
  title: string,
  finding: 'better' | 'worse' | 'undecided' | null,
  uncompared = 0,
): ExamComparison => ({
  benchmark: 'mmlu',
  title,
  recipe: 'card-1',
  decimals: 1,
  average:
    finding === null
      ? null
      : {
          rule: 'pooled',
          subjects: ['optics'],
          compared: 100,
          uncompared,
          total: 100,
          pairs: { both: 10, onlyA: 20, onlyB: 1, neither: 69 },
          a: { accuracy: 0.3, interval },
          b: { accuracy: 0.11, interval },
          difference: -0.19,
          interval: { low: -0.3, high: -0.1 },
          p: 0.001,
          mcNemar: 0.001,
          finding,
        },
  averageOver: 1,
  subjects: [],
  notes: ['a note'],
});

describe("a comparison's gate as JUnit", () => {
  it('fails the exams in which B is worse, and has an error for those that say nothing', () => {
    const exams = [
      exam('Better', 'better'),
      exam('Same', 'undecided'),
      exam('Worse', 'worse'),
      exam('None', null),
      exam('Praised', 'better', 50),
      exam('Worse still', 'worse', 50),
    ];
    const root = parseXml(
      comparisonAsJunit({
        a: full.facts,
        b: hostile.facts,
        alpha: 0.05,
        maxUncompared: 0.01,
        rounds: 10,
        onlyInA: ['Lacking'],
        onlyInB: ['More'],
        exams,
      }),
    );
    expect(countsIn(root)).toEqual(recount(root));
    const results = root.children.map(({ attributes, children }) => [
      attributes['name'],
      children.find(isCase)?.children.map(({ name, attributes: own }) => [name, own['message']]),
    ]);
    expect(results).toEqual([
      ['Better', []],
      ['Same', []],
      ['Worse', [['failure', expect.stringMatching(/^B is 19\.0 points worse than A/)]]],
      ['None', [['error', expect.stringMatching(/^no question of None was scored in both runs/)]]],
      [
        'Praised',
        [['error', 'Praised: 50 of 150 questions that were asked were not compared, more than 1 %']],
      ],
      [
        'Worse still',
        [['failure', expect.stringMatching(/^B is 19\.0 points worse than A, over 100 of 100/)]],
      ],
      ['Lacking', [['error', expect.stringMatching(/^B has no Lacking, and A has: finish B/)]]],
    ]);
    const [properties] = root.children[0]?.children ?? [];
    expect(properties?.children.map(({ attributes }) => [attributes['name'], attributes['value']])).toEqual([
      ['a.run', full.facts.id],
      ['a.model', 'complete-1b'],
      ['b.run', hostile.facts.id],
      ['b.model', 'a|b`c`\\d*e*_f_<script>&[x](y) [31mred0mevil'],
      ['alpha', '0.05'],
      ['maxUncompared', '0.01'],
    ]);
  });
});

const cell = (column: string, finding: CheckedCell['finding']): CheckedCell => ({
  column,
  rule: 'pooled',
  accuracy: 0.4,
  interval,
  scored: 10,
  total: 10,
  byOtherRule: 0.41,
  published: finding === 'unknown' ? null : '42.3',
  publishedInterval: null,
  difference: finding === 'unknown' ? null : -2.3,
  finding,
  withinSamplingError: finding === 'unknown' ? null : finding === 'inside',
  explanations: finding === 'outside' ? [{ cause: 'split', text: 'val split' }] : [],
});

const check = (title: string, cells: CardCheck['cells']): CardCheck => ({
  table: 'mmlu',
  benchmark: 'mmlu',
  title,
  source: { document: 'card', url: 'https://example.org', date: '2023-06-15' },
  decimals: 1,
  row: { printed: HOSTILE, model: 'm', obtained: 'by its authors', notes: [] },
  cells,
  faults: ['it is short'],
});

describe('a card check as JUnit', () => {
  it('has a case a cell with both numbers', () => {
    const exams = [
      check('One', [cell('A', 'inside'), cell('B', 'outside'), cell('C', 'unknown')]),
      check('Two', [cell('C', 'unknown')]),
    ];
    const root = parseXml(cardCheckAsJunit({ run: missing.facts, tolerance: null, exams, withoutRow: [] }));
    expect(countsIn(root)).toEqual({ tests: 3, failures: 1, errors: 1, skipped: 0 });
    expect(root.children.map(countsIn)).toEqual(root.children.map(recount));
    const [inside, outside] = root.children[0]?.children.filter(isCase) ?? [];
    expect(inside?.children).toEqual([]);
    expect(outside?.children[0]).toMatchObject({
      attributes: { message: 'run less published is -2.30 points; published 42.3', type: 'outside' },
      text: 'split: val split',
    });
  });
});
