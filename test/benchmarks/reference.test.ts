import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { agieval } from '../../src/benchmarks/agieval.ts';
import type { Benchmark, ExamData } from '../../src/benchmarks/benchmark.ts';
import { ceval } from '../../src/benchmarks/ceval.ts';
import { gaokao } from '../../src/benchmarks/gaokao.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { mmlu } from '../../src/benchmarks/mmlu.ts';
import { openBenchmark } from '../../src/datasets/data-folder.ts';
import { readPins, verifyCopy } from '../../src/datasets/verify.ts';
import type { Question, Split } from '../../src/records.ts';

/*
 * Facts of the published data sets, counted with other programs (Python's csv and json; shot order by sha256):
 * numbers of rows and of kept records, embedded line ends, cells that read `None`, letters of the answers.
 */
const reference = process.env['FIVESHOT_REFERENCE'];
const needs = '(needs FIVESHOT_REFERENCE)';

const opened = new Map<string, ExamData>();
const open = (benchmark: Benchmark): ExamData => {
  const data = opened.get(benchmark.id);
  if (data === undefined) throw new Error(`${benchmark.id} is not open`);
  return data;
};

async function all(benchmark: Benchmark, split: Split, which?: (id: string) => boolean) {
  const subjects = benchmark.subjects.filter(({ id, byDefault }) => which?.(id) ?? byDefault);
  const data = open(benchmark);
  const read = subjects.map(async ({ id, category }) => {
    return { id, category, questions: await data.questions(id, split) };
  });
  return Promise.all(read);
}
type Subjects = Awaited<ReturnType<typeof all>>;

const pooled = (subjects: Subjects): readonly Question[] => subjects.flatMap(({ questions }) => questions);
const share = (questions: readonly Question[], letter: string): number =>
  questions.filter(({ answer }) => answer === letter).length / questions.length;
const subjectMean = (subjects: Subjects, letter: string): number =>
  subjects.reduce((sum, { questions }) => sum + share(questions, letter), 0) / subjects.length;
const percents = (rule: (letter: string) => number, digits: number): readonly string[] =>
  ['A', 'B', 'C', 'D'].map((letter) => (100 * rule(letter)).toFixed(digits));
const countCells = (questions: readonly Question[], test: (text: string) => boolean) => ({
  stems: questions.filter(({ stem }) => test(stem)).length,
  options: questions.flatMap(({ options }) => options).filter(test).length,
});
const letters = (questions: readonly Question[]): readonly number[] =>
  ['A', 'B', 'C', 'D'].map((letter) => questions.filter(({ answer }) => answer === letter).length);
const indexOf = ({ id }: Question): number => Number(id.split('/').at(-1));
const cellsOf = ({ stem, options }: Question): readonly string[] => [stem, ...options];
const hasCrLfCell = (question: Question): boolean => cellsOf(question).some(hasCrLf);
const hasNone = ({ options }: Question): boolean => options.includes('None');
const hasLineEnd = (text: string): boolean => text.includes('\n');
const hasLoneCr = (text: string): boolean => /\r(?!\n)/.test(text);
/** White space at the end as Python's str.strip has it: with the control characters that JavaScript's trim leaves. */
const EDGE_END = /[\s\p{Cc}]$/u;
const hasCrLf = (text: string): boolean => text.includes('\r\n');
const rowsWith = (subjects: Subjects, test: (question: Question) => boolean): readonly string[] =>
  subjects.flatMap(({ id, questions }) =>
    questions.filter(test).map((question) => `${id} ${question.id.split('/').at(-1)}`),
  );

describe.skipIf(!reference)(`published data sets ${needs}`, () => {
  beforeAll(async () => {
    const path = join(reference ?? '', 'datasets');
    for (const benchmark of benchmarks) {
      opened.set(benchmark.id, await openBenchmark(benchmark, { path, chosenBy: 'FIVESHOT_REFERENCE' }));
    }
  });

  it('are read whole in about a second', async () => {
    const path = join(reference ?? '', 'datasets');
    // Processor time, not the clock: other work on the machine must not fail the test.
    const start = process.cpuUsage();
    for (const benchmark of benchmarks) {
      const data = await openBenchmark(benchmark, { path, chosenBy: 'FIVESHOT_REFERENCE' });
      for (const { id } of benchmark.subjects) {
        for (const split of await data.splits(id)) await data.questions(id, split);
      }
    }
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(2.5);
  });

  it.each(benchmarks.map((benchmark) => ({ benchmark })))(
    '$benchmark.title is as pinned in files.json',
    async ({ benchmark }) => {
      const subjects = benchmark.subjects.map(({ id }) => id);
      const verified = await verifyCopy(open(benchmark), subjects, await readPins(benchmark.id));
      expect(verified.filter(({ state }) => state !== 'same')).toEqual([]);
    },
  );

  describe('C-Eval', () => {
    it('has its rows by category', async () => {
      const byCategory = async (split: Split) => {
        const counts: Record<string, number> = {};
        for (const { category, questions } of await all(ceval, split)) {
          counts[category ?? ''] = (counts[category ?? ''] ?? 0) + questions.length;
        }
        return counts;
      };
      expect(await byCategory('dev')).toEqual({
        STEM: 100,
        'Social Sciences': 50,
        Humanities: 55,
        Others: 55,
      });
      expect(await byCategory('val')).toEqual({
        STEM: 430,
        'Social Sciences': 275,
        Humanities: 257,
        Others: 384,
      });
      expect(await byCategory('test')).toEqual({
        STEM: 3965,
        'Social Sciences': 2520,
        Humanities: 2364,
        Others: 3493,
      });
      const hard = ceval.columns[1]?.over;
      const isHard = (id: string) => hard?.kind === 'subjects' && hard.subjects.includes(id);
      expect(pooled(await all(ceval, 'val', isHard))).toHaveLength(152);
      expect(pooled(await all(ceval, 'test', isHard))).toHaveLength(1405);
    });

    it('keeps embedded CRLF, LF and lone CR', async () => {
      const [dev, val, test] = [await all(ceval, 'dev'), await all(ceval, 'val'), await all(ceval, 'test')];
      expect(rowsWith(dev, ({ stem }) => hasCrLf(stem)).toSorted()).toEqual([
        'high_school_biology 3',
        'high_school_chinese 1',
        'high_school_chinese 3',
        'high_school_geography 3',
        'middle_school_history 0',
      ]);
      expect(countCells(pooled(val), hasCrLf)).toEqual({ stems: 19, options: 0 });
      expect(countCells(pooled(test), hasCrLf)).toEqual({ stems: 151, options: 2 });
      expect(countCells(pooled(dev), hasLineEnd).stems).toBe(12);
      expect(countCells(pooled(val), hasLineEnd)).toEqual({ stems: 41, options: 4 });
      expect(countCells(pooled(test), hasLineEnd)).toEqual({ stems: 391, options: 69 });
      expect(rowsWith(test, (question) => cellsOf(question).some(hasLoneCr))).toEqual([
        'legal_professional 38',
      ]);
    });

    it('has answers in dev and val only, with the published letters', async () => {
      expect(letters(pooled(await all(ceval, 'dev')))).toEqual([51, 78, 61, 70]);
      expect(letters(pooled(await all(ceval, 'val')))).toEqual([310, 338, 344, 354]);
      expect(pooled(await all(ceval, 'test')).filter(({ answer }) => answer !== null)).toEqual([]);
    });

    it('gives the constant-letter baselines', async () => {
      const val = await all(ceval, 'val');
      expect(percents((letter) => subjectMean(val, letter), 1)).toEqual(['22.3', '24.8', '26.4', '26.6']);
      const ofCategory = (category: string) => val.filter((subject) => subject.category === category);
      const alwaysA = ['STEM', 'Social Sciences', 'Humanities', 'Others'].map((category) =>
        (100 * subjectMean(ofCategory(category), 'A')).toFixed(1),
      );
      expect(alwaysA).toEqual(['21.3', '24.6', '23.5', '20.8']);
    });
  });

  describe('MMLU', () => {
    it('has its rows by split and category', async () => {
      const test = await all(mmlu, 'test');
      const counts = ['Humanities', 'Social Sciences', 'STEM', 'Other'].map(
        (category) => pooled(test.filter((subject) => subject.category === category)).length,
      );
      expect(counts).toEqual([4705, 3077, 3018, 3242]);
      expect(pooled(await all(mmlu, 'dev'))).toHaveLength(285);
      expect(pooled(await all(mmlu, 'val'))).toHaveLength(1531);
    });

    it('keeps the text None', async () => {
      expect(rowsWith(await all(mmlu, 'test'), hasNone).toSorted()).toEqual([
        'college_computer_science 10',
        'college_computer_science 94',
        'college_mathematics 21',
        'college_mathematics 60',
        'college_mathematics 8',
        'college_physics 60',
        'electrical_engineering 107',
        'electrical_engineering 117',
        'electrical_engineering 41',
        'electrical_engineering 68',
      ]);
      expect(rowsWith(await all(mmlu, 'val'), hasNone).toSorted()).toEqual([
        'conceptual_physics 16',
        'electrical_engineering 10',
      ]);
    });

    it('keeps line ends and edge space', async () => {
      const [dev, val, test] = [await all(mmlu, 'dev'), await all(mmlu, 'val'), await all(mmlu, 'test')];
      expect(rowsWith(dev, hasCrLfCell)).toEqual(['college_mathematics 2']);
      expect(rowsWith(val, hasCrLfCell)).toEqual([
        'college_mathematics 3',
        'college_physics 8',
        'college_physics 10',
      ]);
      expect(rowsWith(test, hasCrLfCell)).toEqual([]);
      const stems = [dev, val, test].map((split) => pooled(split).map(({ stem }) => stem));
      expect(stems.map((texts) => texts.filter((text) => text.includes('\n')).length)).toEqual([
        32, 126, 1127,
      ]);
      expect(stems[2]?.filter((text) => text.trimStart() !== text)).toHaveLength(648);
      expect(stems[2]?.filter((text) => EDGE_END.test(text))).toHaveLength(315);
    });

    it('gives the constant-letter baselines', async () => {
      const test = await all(mmlu, 'test');
      expect(percents((letter) => share(pooled(test), letter), 2)).toEqual([
        '22.95',
        '24.65',
        '25.51',
        '26.89',
      ]);
      expect(percents((letter) => subjectMean(test, letter), 2)).toEqual([
        '23.12',
        '24.46',
        '25.38',
        '27.04',
      ]);
      const rightByA = ['Humanities', 'Social Sciences', 'STEM', 'Other'].map((category) => {
        const questions = pooled(test.filter((subject) => subject.category === category));
        return questions.filter(({ answer }) => answer === 'A').length;
      });
      expect(rightByA).toEqual([1139, 668, 645, 770]);
    });
  });

  /** Kept records, the five shots of the card's hash rule, and what is left without repetitions of a shot. */
  const tasks: readonly (readonly [Benchmark, string, number, readonly number[], number])[] = [
    [agieval, 'gaokao-biology', 210, [132, 168, 81, 195, 35], 205],
    [agieval, 'gaokao-chemistry', 207, [195, 9, 47, 190, 88], 200],
    [agieval, 'gaokao-chinese', 246, [160, 200, 236, 133, 164], 241],
    [agieval, 'gaokao-english', 306, [188, 102, 227, 256, 50], 301],
    [agieval, 'gaokao-geography', 199, [42, 150, 190, 163, 80], 194],
    [agieval, 'gaokao-history', 235, [212, 9, 191, 172, 102], 230],
    [agieval, 'gaokao-mathqa', 344, [260, 173, 81, 207, 161], 338],
    [agieval, 'gaokao-physics', 165, [160, 4, 60, 127, 137], 159],
    [agieval, 'logiqa-en', 651, [401, 104, 113, 589, 232], 646],
    [agieval, 'logiqa-zh', 651, [166, 43, 430, 307, 592], 646],
    [agieval, 'sat-en', 206, [43, 102, 141, 169, 100], 200],
    [agieval, 'sat-en-without-passage', 206, [37, 162, 205, 156, 192], 201],
    [agieval, 'sat-math', 220, [15, 9, 38, 67, 210], 215],
    [agieval, 'jec-qa-kd', 479, [169, 311, 922, 37, 206], 474],
    [agieval, 'jec-qa-ca', 533, [877, 737, 972, 242, 84], 528],
    [gaokao, '2010-2013_English_MCQs', 105, [35, 50, 97, 81, 91], 100],
    [gaokao, '2010-2022_Biology_MCQs', 150, [116, 128, 127, 14, 57], 145],
    [gaokao, '2010-2022_Chemistry_MCQs', 124, [89, 11, 50, 3, 42], 119],
    [gaokao, '2010-2022_Chinese_Lang_and_Usage_MCQs', 44, [12, 4, 1, 33, 26], 39],
    [gaokao, '2010-2022_History_MCQs', 287, [244, 39, 178, 251, 66], 282],
    [gaokao, '2010-2022_Math_II_MCQs', 218, [57, 162, 93, 97, 23], 213],
    [gaokao, '2010-2022_Math_I_MCQs', 214, [178, 65, 31, 6, 42], 209],
    [gaokao, '2010-2022_Physics_MCQs', 41, [60, 45, 35, 39, 15], 36],
    [gaokao, '2010-2022_Political_Science_MCQs', 320, [83, 251, 45, 132, 158], 315],
  ];
  it.each(tasks)('$id/%s keeps %i records', async (benchmark, task, kept, shotIndices, left) => {
    const questions = await open(benchmark).questions(task, 'test');
    expect(questions).toHaveLength(kept);
    const key = (question: Question): string =>
      createHash('sha256')
        .update(`fiveshot-card-v1|${benchmark.id}/${task}|${indexOf(question)}`)
        .digest('hex');
    const shots = questions.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, 5);
    expect(shots.map(indexOf)).toEqual(shotIndices);
    const asked = new Set(shots.map(({ contentHash }) => contentHash));
    expect(questions.filter(({ contentHash }) => !asked.has(contentHash))).toHaveLength(left);
  });

  describe('AGIEval', () => {
    it('gives the constant-letter baselines over 13 tasks', async () => {
      const tasks13 = await all(agieval, 'test');
      expect(tasks13).toHaveLength(13);
      const baselines = percents((letter) => subjectMean(tasks13, letter), 2);
      expect(baselines).toEqual(['23.34', '26.63', '26.07', '23.96']);
    });

    it('puts the 19 permuted rows of each logiqa file into the order of their letters', async () => {
      const permuted = [
        108, 114, 140, 144, 145, 147, 148, 150, 172, 185, 192, 193, 194, 195, 197, 198, 199, 200, 201,
      ];
      for (const task of ['logiqa-en', 'logiqa-zh']) {
        const file = readFileSync(join(reference ?? '', `datasets/agieval/${task}.jsonl`), 'utf8');
        const stored = file.split('\n').map((line) => (line === '' ? null : JSON.parse(line).options));
        const questions = await open(agieval).questions(task, 'test');
        const moved = questions.filter((question) => {
          const [, second = '', third = ''] = question.options;
          const [, storedSecond, storedThird] = stored[indexOf(question)];
          return (
            storedThird.endsWith(second.slice(-12)) &&
            !storedSecond.trimEnd().endsWith(second) &&
            third !== ''
          );
        });
        expect(moved.map(indexOf)).toEqual(permuted);
      }
    });

    it('leaves no letter before an option, but where the text itself begins so', async () => {
      const subjects = await all(agieval, 'test', () => true);
      const prefixed = pooled(subjects).flatMap(({ options }) =>
        options.filter((text) => /^[(（][A-D][)）]/.test(text)),
      );
      expect(prefixed).toEqual([]);
    });
  });

  describe('GAOKAO-Bench', () => {
    it('gives the constant-letter baselines over 9 files', async () => {
      const files = await all(gaokao, 'test');
      const baselines = percents((letter) => subjectMean(files, letter), 2);
      expect(baselines).toEqual(['21.49', '28.23', '27.74', '22.54']);
    });

    it('numbers its records by their own index', async () => {
      for (const { id } of gaokao.subjects) {
        const path = join(reference ?? '', `datasets/gaokao-bench/${id}.json`);
        const { example } = JSON.parse(readFileSync(path, 'utf8'));
        for (const question of await open(gaokao).questions(id, 'test')) {
          const record = example[indexOf(question)];
          expect([record.index, record.question]).toEqual([indexOf(question), question.stem]);
        }
      }
    });
  });
});
