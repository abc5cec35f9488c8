import { describe, expect, it } from 'vitest';
import { agieval } from '../../src/benchmarks/agieval.ts';
import type { Benchmark } from '../../src/benchmarks/benchmark.ts';
import { ceval } from '../../src/benchmarks/ceval.ts';
import { gaokao } from '../../src/benchmarks/gaokao.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { mmlu } from '../../src/benchmarks/mmlu.ts';

const sizes = (benchmark: Benchmark) => {
  const count: Record<string, number> = {};
  for (const { category } of benchmark.subjects) count[category ?? ''] = (count[category ?? ''] ?? 0) + 1;
  return count;
};
const columns = (benchmark: Benchmark) => benchmark.columns.map(({ name }) => name);
const named = (benchmark: Benchmark, id: string) => benchmark.subjects.find((subject) => subject.id === id);

describe.each(benchmarks.map((benchmark) => ({ benchmark })))('$benchmark.title', ({ benchmark }) => {
  it('names each subject once, and only its own in its columns', () => {
    const ids = benchmark.subjects.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const categories = new Set(benchmark.subjects.map(({ category }) => category));
    for (const { over } of [...benchmark.columns, ...benchmark.alsoReported]) {
      if (over.kind === 'category') expect(categories).toContain(over.category);
      if (over.kind === 'subjects') expect(ids).toEqual(expect.arrayContaining([...over.subjects]));
    }
  });
});

/* Numbers of subjects and labels of columns: the papers and the card's tables. */
describe('declarations', () => {
  it('C-Eval has 52 subjects in four categories, and 8 hard ones', () => {
    expect(sizes(ceval)).toEqual({ STEM: 20, 'Social Sciences': 10, Humanities: 11, Others: 11 });
    expect(columns(ceval)).toEqual([
      'Average',
      'Avg(Hard)',
      'STEM',
      'Social Sciences',
      'Humanities',
      'Others',
    ]);
    const hard = ceval.columns[1]?.over;
    expect(hard?.kind === 'subjects' && new Set(hard.subjects).size).toBe(8);
    expect(named(ceval, 'mao_zedong_thought')?.displayName).toBe('毛泽东思想和中国特色社会主义理论体系概论');
    expect(ceval.splits).toEqual(['test', 'val']);
  });

  it('MMLU has 57 subjects in four categories, anatomy in Other', () => {
    expect(sizes(mmlu)).toEqual({ Humanities: 13, 'Social Sciences': 12, STEM: 18, Other: 14 });
    expect(columns(mmlu)).toEqual(['Humanities', 'Social Sciences', 'STEM', 'Other', 'Average']);
    expect(named(mmlu, 'anatomy')?.category).toBe('Other');
    expect(named(mmlu, 'high_school_us_history')?.displayName).toBe('high school us history');
  });

  it('AGIEval has 13 default tasks, and JEC-QA when named', () => {
    const later = agieval.subjects.filter(({ byDefault }) => !byDefault).map(({ id }) => id);
    expect(later.toSorted()).toEqual(['jec-qa-ca', 'jec-qa-kd']);
    expect(agieval.subjects).toHaveLength(15);
    expect(named(agieval, 'sat-en-without-passage')?.displayName).toBe('SAT English');
  });

  it('GAOKAO-Bench has 9 files, 7 of them single-choice by name', () => {
    expect(gaokao.subjects).toHaveLength(9);
    const [seven] = gaokao.alsoReported;
    expect(seven?.name).toBe('7 single-choice files');
    expect(seven?.over.kind === 'subjects' && seven.over.subjects.toSorted()).toEqual([
      '2010-2013_English_MCQs',
      '2010-2022_Biology_MCQs',
      '2010-2022_Chemistry_MCQs',
      '2010-2022_History_MCQs',
      '2010-2022_Math_II_MCQs',
      '2010-2022_Math_I_MCQs',
      '2010-2022_Political_Science_MCQs',
    ]);
    expect(named(gaokao, '2010-2022_Math_I_MCQs')?.displayName).toBe('高考数学（理科）');
  });
});
