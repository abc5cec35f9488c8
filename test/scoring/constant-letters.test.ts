import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExamData } from '../../src/benchmarks/benchmark.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { findRecipe } from '../../src/recipes/index.ts';
import type { AverageRule, BenchmarkId, Split, Summary } from '../../src/records.ts';
import { formatPercent } from '../../src/report/percent.ts';
import { aggregate, type CountedEntry, type SelectedSubject } from '../../src/scoring/aggregate.ts';
import { choice } from './exam.ts';

const reference = process.env['FIVESHOT_REFERENCE'];

const LETTERS = ['A', 'B', 'C', 'D'];

/** What always answering A to D scores on the published data, counted by other means (percent). */
const BASELINES: [BenchmarkId, Split, AverageRule, group: string, decimals: number, percents: string[]][] = [
  ['mmlu', 'test', 'pooled', 'Average', 2, ['22.95', '24.65', '25.51', '26.89']],
  ['mmlu', 'test', 'subject-mean', 'Average', 2, ['23.12', '24.46', '25.38', '27.04']],
  ['ceval', 'val', 'subject-mean', 'Average', 1, ['22.3', '24.8', '26.4', '26.6']],
  ['gaokao', 'test', 'subject-mean', 'Average', 2, ['21.49', '28.23', '27.74', '22.54']],
  ['agieval', 'test', 'subject-mean', 'Average', 2, ['23.34', '26.63', '26.07', '23.96']],
];

const cache = new Map<BenchmarkId, Promise<ExamData | null>>();

/** A benchmark's data, which reads each file once. */
function opened(id: BenchmarkId): Promise<ExamData | null> {
  const data =
    cache.get(id) ??
    benchmarks.find((one) => one.id === id)?.open(join(reference ?? '', 'datasets')) ??
    Promise.resolve(null);
  cache.set(id, data);
  return data;
}

/** An answer sheet with one letter throughout, over every question of the default subjects. */
async function alwaysOneLetter(id: BenchmarkId, split: Split, letter: string): Promise<Summary> {
  const benchmark = benchmarks.find((one) => one.id === id);
  const rules = findRecipe('card-1').benchmarks[id];
  const data = await opened(id);
  if (!benchmark || !rules || !data) throw new Error(`no ${id} in the reference data`);
  const selected: SelectedSubject[] = [];
  const entries: CountedEntry[] = [];
  for (const { id: subject } of benchmark.subjects.filter((one) => one.byDefault)) {
    const questions = await data.questions(subject, split);
    selected.push({ subject, split, total: questions.length });
    for (const { id: question, answer: gold } of questions) {
      entries.push({
        id: question,
        gold,
        outcome: gold === letter ? 'right' : 'wrong',
        shotsUsed: 5,
        tokensCut: 0,
        ...choice(letter),
      });
    }
  }
  return aggregate({ benchmark, recipe: { ...rules, id: 'card-1' }, selected, entries, letters: LETTERS });
}

function groupOf(summary: Summary, name: string) {
  const group = summary.groups.find((one) => one.name === name);
  if (group === undefined) throw new Error(`no group ${name}`);
  return group;
}

describe.skipIf(!reference)(
  'constant-letter baselines of the published data (needs FIVESHOT_REFERENCE)',
  () => {
    it.each(BASELINES)('%s %s, %s, %s', async (id, split, rule, name, decimals, percents) => {
      const scores: string[] = [];
      for (const letter of LETTERS) {
        const group = groupOf(await alwaysOneLetter(id, split, letter), name);
        scores.push(formatPercent(group.byRule[rule] ?? Number.NaN, decimals));
        expect(group.complete).toBe(true);
        // The baseline that every summary carries is the score of that answer sheet.
        if (group.rule === rule) expect(group.constantLetter[letter]).toBe(group.accuracy);
      }
      expect(scores).toEqual(percents);
    });

    it('always A by category of MMLU', async () => {
      const summary = await alwaysOneLetter('mmlu', 'test', 'A');
      expect(summary.groups.map(({ name, counts, total }) => [name, counts.right, total])).toEqual([
        ['Humanities', 1139, 4705],
        ['Social Sciences', 668, 3077],
        ['STEM', 645, 3018],
        ['Other', 770, 3242],
        ['Average', 1139 + 668 + 645 + 770, 14042],
      ]);
    });

    it('always A by category of C-Eval', async () => {
      const summary = await alwaysOneLetter('ceval', 'val', 'A');
      expect(
        summary.groups.map((group) => [group.name, formatPercent(group.accuracy ?? Number.NaN, 1)]),
      ).toEqual([
        ['Average', '22.3'],
        ['Avg(Hard)', '22.8'],
        ['STEM', '21.3'],
        ['Social Sciences', '24.6'],
        ['Humanities', '23.5'],
        ['Others', '20.8'],
      ]);
    });
  },
);
