import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { auditedExam } from '../../src/commands/card/audited-exam.ts';
import { readPins } from '../../src/datasets/verify.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import type { PublishedTable } from '../../src/records.ts';
import { readPublished } from '../../src/results/published.ts';
import {
  auditAverages,
  type AuditedExam,
  type AuditedRule,
  rulesLeft,
} from '../../src/scoring/average-audit.ts';

const tables = await readPublished(resolve(import.meta.dirname, '../../results/published'));

async function auditOf(
  id: string,
  categories?: Readonly<Record<string, string>>,
  printed?: readonly string[],
) {
  const table = tables.find((one) => one.table === id);
  const benchmark = benchmarks.find((one) => one.id === id);
  if (table === undefined || benchmark === undefined) throw new Error(`no table ${id}`);
  const rows = table.rows.filter((row) => printed?.includes(row.printed) ?? true);
  return auditAverages({ ...table, rows }, auditedExam(table, benchmark, await readPins(id), categories));
}

type Audit = Awaited<ReturnType<typeof auditOf>>;
const finding = ({ rows }: Audit, printed: string, rule: AuditedRule) =>
  rows.find((row) => row.printed === printed)?.findings.find((one) => one.rule === rule);
const ruleOf = ({ rules }: Audit, rule: AuditedRule) => rules.find((one) => one.rule === rule);

/* The findings are those of hand-made arithmetic on the card, done before and apart from this program. */
describe("the card's C-Eval table", () => {
  it('has the mean over 52 subjects as its only rule, within 0.063 points in all 15 rows', async () => {
    const audit = await auditOf('ceval');
    expect(audit.categories.map(({ subjects }) => subjects)).toEqual([20, 10, 11, 11]);
    expect(audit.categories.map(({ questions }) => questions)).toEqual([3965, 2520, 2364, 3493]);
    expect(audit.fitting).toEqual(['subject-mean']);
    expect(ruleOf(audit, 'subject-mean')).toMatchObject({ possible: 15, checked: 15 });
    expect(ruleOf(audit, 'subject-mean')?.farthest.toFixed(3)).toBe('0.063');
    expect(audit.rows.every(({ status }) => status === 'possible')).toBe(true);
    expect(audit.rules.map(({ possible }) => possible)).toEqual([15, 6, 3]);
  });

  it.each<[string, AuditedRule, string, boolean]>([
    ['GPT-4', 'subject-mean', '68.717', true],
    ['GPT-4', 'pooled', '68.944', false],
    ['GPT-4', 'category-mean', '69.250', false],
    ['BLOOMZ-7B', 'pooled', '36.023', false],
    ['baichuan-7B', 'category-mean', '43.925', false],
    ['BLOOM-7B', 'subject-mean', '22.850', true],
  ])('gives %s by %s %s: possible %s', async (printed, rule, computed, possible) => {
    const found = finding(await auditOf('ceval'), printed, rule);
    expect(found?.computed.toFixed(3)).toBe(computed);
    expect(found?.possible).toBe(possible);
  });
});

describe("the card's MMLU table", () => {
  it('is pooled as its only rule, within 0.047 points in all 7 complete rows', async () => {
    const audit = await auditOf('mmlu');
    expect(audit.categories.map(({ questions }) => questions)).toEqual([4705, 3077, 3018, 3242]);
    expect(audit.fitting).toEqual(['pooled']);
    expect(ruleOf(audit, 'pooled')).toMatchObject({ possible: 7, checked: 7 });
    expect(ruleOf(audit, 'pooled')?.farthest.toFixed(3)).toBe('0.047');
    expect(audit.rules.map(({ possible }) => possible)).toEqual([0, 7, 2]);
    const unchecked = audit.rows.filter(({ status }) => status === 'unchecked');
    expect(unchecked.map(({ printed }) => printed)).toEqual(['Falcon-7B', 'mpt-7B']);
  });

  it.each<[AuditedRule, string]>([
    ['subject-mean', '42.109'],
    ['category-mean', '42.750'],
  ])('cannot be by %s, which makes %s of 42.3', async (rule, computed) => {
    const found = finding(await auditOf('mmlu'), 'baichuan-7B', rule);
    expect(found?.computed.toFixed(3)).toBe(computed);
    expect(found?.possible).toBe(false);
  });

  it('fits worse with anatomy in STEM', async () => {
    const moved = findRecipe('lm-eval-1').benchmarks.mmlu?.categories ?? {};
    expect(moved).toEqual({ anatomy: 'STEM' });
    const found = finding(await auditOf('mmlu', moved), 'baichuan-7B', 'pooled');
    expect(found?.computed.toFixed(3)).toBe('42.218');
  });
});

describe("the card's tables of averages alone", () => {
  it.each([
    ['gaokao', 4592],
    ['agieval', 4942],
  ])('%s is no pooled average of fewer than %i questions', async (id, fewest) => {
    const audit = await auditOf(id);
    expect(audit.fewestQuestions).toBe(fewest);
    expect(audit.questions).toBeLessThan(fewest);
    expect(audit.rows.every(({ status }) => status === 'unchecked')).toBe(true);
    expect(audit.fitting).toEqual([]);
  });

  it('have one number for two models, twice', async () => {
    const pair = [['Open-LLaMA-v2-pretrain', 'ChatGLM-6B']];
    expect((await auditOf('gaokao')).equalRows).toEqual(pair);
    expect((await auditOf('agieval')).equalRows).toEqual(pair);
    expect((await auditOf('ceval')).equalRows).toEqual([]);
  });

  it('counts the questions of tasks that run only by name', async () => {
    expect((await auditOf('agieval')).questions).toBe(4858);
  });
});

describe('the rules left', () => {
  it.each([
    ['ceval', ['subject-mean']],
    ['mmlu', ['pooled']],
    // Pooled over one set would take more questions than there are.
    ['gaokao', ['subject-mean']],
    ['agieval', ['subject-mean']],
  ])('of %s are %s', async (id, rules) => {
    expect(rulesLeft(await auditOf(id))).toEqual(rules);
  });

  it('are all where the rows that are left have no categories, or one is impossible', async () => {
    const all = ['subject-mean', 'pooled', 'category-mean'];
    expect(rulesLeft(await auditOf('mmlu', {}, ['Falcon-7B', 'mpt-7B']))).toEqual(all);
    expect(rulesLeft(await auditOf('gaokao', {}, ['Aquila-7B']))).toEqual(['subject-mean', 'pooled']);
  });
});

/** A made table of an average, Y and X. */
const tableOf = (...rows: [x: string | null, y: string | null, all: string | null][]): PublishedTable => ({
  table: 'made',
  benchmark: 'mmlu',
  title: 'Made',
  source: { document: 'made', url: 'https://example.org', date: '2026-01-01' },
  shots: 5,
  split: null,
  decimals: 1,
  head: 'Model',
  columns: ['All', 'Y', 'X'],
  footnotes: {},
  obtained: { made: 'made' },
  rows: rows.map(([x, y, all], index) => ({
    printed: `row ${index}`,
    model: `row ${index}`,
    marks: [],
    obtained: 'made',
    values: [all, y, x],
  })),
});

const print = (share: number): string => (share * 100).toFixed(1);

describe('auditAverages', () => {
  const exam: AuditedExam = {
    average: 'All',
    categories: [
      { name: 'X', subjects: 1, questions: 30 },
      { name: 'Y', subjects: 3, questions: 10 },
    ],
    questions: 40,
  };
  it('flags a row that no rule can give', () => {
    const { rows, fitting } = auditAverages(
      tableOf(['20.0', '60.0', '70.0'], ['20.0', '60.0', '50.0']),
      exam,
    );
    expect(rows.map(({ status }) => status)).toEqual(['impossible', 'possible']);
    expect(fitting).toEqual([]);
  });

  it('names the rows that the rule of most cannot give', () => {
    const { fitting, mostly, rows } = auditAverages(
      // By subjects (20 + 3 * 60) / 4 = 50; by questions 30; by categories 40.
      tableOf(
        ['20.0', '60.0', '50.0'],
        ['40.0', '80.0', '70.0'],
        ['20.0', '60.0', '30.0'],
        ['1.0', '1.0', '9.0'],
      ),
      exam,
    );
    expect(fitting).toEqual([]);
    expect(mostly).toBeNull();
    expect(rows.map(({ status }) => status)).toEqual(['possible', 'possible', 'possible', 'impossible']);
    const most = auditAverages(
      tableOf(['20.0', '60.0', '50.0'], ['40.0', '80.0', '70.0'], ['20.0', '60.0', '30.0']),
      exam,
    );
    expect(most.mostly).toBe('subject-mean');
    expect(most.rows.map(({ status }) => status)).toEqual(['possible', 'possible', 'odd']);
  });

  it('names no row odd where two rules can have given as many', () => {
    const { mostly, rows } = auditAverages(tableOf(['20.0', '60.0', '50.0'], ['20.0', '60.0', '30.0']), exam);
    expect(mostly).toBeNull();
    expect(rows.every(({ status }) => status === 'possible')).toBe(true);
  });

  it('takes both ends of the interval in: 0.1 points away is possible, 0.2 is not', () => {
    // By subjects (20 + 3 * 60) / 4 = 50 exactly.
    const averages = ['49.8', '49.9', '50.0', '50.1', '50.2'];
    const { rows } = auditAverages(
      tableOf(...averages.map((all) => ['20.0', '60.0', all] as [string, string, string])),
      exam,
    );
    expect(rows.map(({ findings }) => findings[0]?.possible)).toEqual([false, true, true, true, false]);
  });

  it('leaves rows without an average or a category unchecked', () => {
    const { rows, rules } = auditAverages(tableOf(['20.0', null, '70.0'], ['20.0', '60.0', null]), exam);
    expect(rows.map(({ status }) => status)).toEqual(['unchecked', 'unchecked']);
    expect(rules).toEqual([]);
  });

  it('finds possible whatever was really averaged by the rule: 200 made rows', () => {
    let seed = 7;
    // A linear congruence is random enough for rows.
    const draw = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let row = 0; row < 200; row++) {
      const right = [draw(31), draw(11)] as const;
      const [x, y] = [right[0] / 30, right[1] / 10];
      const made = [
        [(x + 3 * y) / 4, 'subject-mean'],
        [(right[0] + right[1]) / 40, 'pooled'],
        [(x + y) / 2, 'category-mean'],
      ] as const;
      for (const [average, rule] of made) {
        const [only] = auditAverages(tableOf([print(x), print(y), print(average)]), exam).rows;
        expect(only?.findings.find((one) => one.rule === rule)?.possible, `${right.join()} ${rule}`).toBe(
          true,
        );
      }
    }
  });
});
