import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families, type FamilyName } from '../../datasets/samples/generator/families/index.ts';
import type { Pool } from '../../datasets/samples/generator/family.ts';
import { makeQuestion } from '../../datasets/samples/generator/made-question.ts';
import { createRandom } from '../../datasets/samples/generator/random.ts';
import { sampleFiles, SEED } from '../../datasets/samples/generator/sample-files.ts';
import { sampleSubjects } from '../../datasets/samples/generator/subjects.ts';
import { trainingPrompts } from '../../datasets/samples/generator/training-prompts.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { examPrompts } from '../../src/prompts/exam-prompts.ts';
import { card1 } from '../../src/recipes/card-1.ts';
import type { Question, Split } from '../../src/records.ts';

const folder = resolve(import.meta.dirname, '../../datasets/samples');

/** The questions of one file, as fiveshot reads them. */
interface SampleFile {
  readonly benchmark: (typeof benchmarks)[number];
  readonly subject: string;
  readonly split: Split;
  readonly questions: readonly Question[];
}

const files: SampleFile[] = [];
for (const benchmark of benchmarks) {
  const data = await benchmark.open(folder);
  if (data === null) throw new Error(`no samples of ${benchmark.id}`);
  for (const { id: subject } of benchmark.subjects) {
    for (const split of await data.splits(subject)) {
      files.push({ benchmark, subject, split, questions: await data.questions(subject, split) });
    }
  }
}

const questionsOf = (id: string): readonly Question[] =>
  files.find(({ benchmark, subject, split }) => `${benchmark.id}/${subject}/${split}` === id)?.questions ??
  [];

/** What a file asks under recipe card-1, shots apart. */
function scored({ benchmark, subject, split, questions }: SampleFile): readonly Question[] {
  const dev = questionsOf(`${benchmark.id}/${subject}/dev`);
  if (split === 'dev') return questions;
  const exam = { benchmark: benchmark.id, subject, displayName: '', questions, dev };
  return examPrompts(card1, exam).map(({ question }) => question);
}

interface Asked {
  /** Facts and question in one line. */
  readonly text: string;
  readonly options: readonly string[];
}

/** A question's text and options, GAOKAO-Bench's number and points taken off and its options out of the stem. */
function asked({ passage, stem, options }: Question): Asked {
  const [text = '', ...parts] = stem.split(/(?<=\s)[A-D]．/);
  const whole = `${passage ?? ''} ${text}`.replace(/^\s*\d+．（4分）/, '');
  return {
    text: whole.replaceAll(/\s+/g, ' ').trim(),
    options: (options.length > 0 ? options : parts).map((option) => option.trim()),
  };
}

/** Questions that speak of their options only. */
const ABOUT_OPTIONS = /Which (?:word does not|number is|of these is an? )|下列(?:词语|各数)中/;

/** What a question asks, whatever the order of its options, and whichever they are where the text says it all. */
function keyOf({ text, options }: Asked): string {
  return ABOUT_OPTIONS.test(text) ? text + options.toSorted().join() : text;
}

/** Whether one number stands above, or below, all others. */
const largest = (right: number, wrong: number[]) => right > Math.max(...wrong);
const smallest = (right: number, wrong: number[]) => right < Math.min(...wrong);

/** Words, numbers and all other characters one by one: more than any tokenizer of a closed vocabulary makes. */
function pieces(text: string): readonly string[] {
  return text.match(/[a-z]+|\d+|[^\sa-z\d]/gi) ?? [];
}

/** All questions of one exam. */
const cells = (id: string) =>
  files.filter(({ benchmark }) => benchmark.id === id).flatMap(({ questions }) => questions);

const all = files.flatMap(({ questions }) => questions);

describe('the sample exams', () => {
  it('are what the generator writes', () => {
    const redraws = JSON.parse(readFileSync(join(folder, 'redraws.json'), 'utf8')) as Record<string, number>;
    const made = sampleFiles(SEED, redraws);
    const onDisk = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.split(sep).join('/'))
      .filter((name) => /\.(csv|jsonl?)$/.test(name) && name !== 'redraws.json');
    expect(onDisk.toSorted()).toEqual([...made.keys()].toSorted());
    const changed = onDisk.filter((name) => readFileSync(join(folder, name), 'utf8') !== made.get(name));
    expect(changed).toEqual([]);
    expect(JSON.parse(made.get('SAMPLES.json') ?? '')).toMatchObject({ seed: SEED });
  });

  it('have every category and split, and the rows that are meant to be usable', () => {
    const counts: Record<string, Record<string, number>> = {};
    for (const { benchmark, split, questions } of files) {
      const perSplit = (counts[benchmark.id] ??= {});
      perSplit[split] = (perSplit[split] ?? 0) + questions.length;
    }
    expect(counts).toEqual({
      ceval: { dev: 11 * 5, val: 11 * 24, test: 11 * 24 },
      mmlu: { dev: 10 * 5, val: 10 * 12, test: 10 * 24 },
      agieval: { test: 5 * 29 },
      gaokao: { test: 5 * 29 },
    });
    for (const benchmark of benchmarks) {
      const here = new Set(
        files.filter((file) => file.benchmark === benchmark).map(({ subject }) => subject),
      );
      for (const { name, over } of benchmark.columns) {
        const subjects = benchmark.subjects
          .filter(({ id, category }) =>
            over.kind === 'subjects'
              ? over.subjects.includes(id)
              : over.kind === 'default-subjects' || category === over.category,
          )
          .filter(({ id }) => here.has(id));
        expect(subjects.length, `${benchmark.id} ${name}`).toBeGreaterThanOrEqual(2);
      }
    }
    expect(questionsOf('ceval/logic/test').every(({ answer }) => answer === null)).toBe(true);
  });

  it('have each letter right equally often, among the shots and among the scored questions', () => {
    const uneven = files.flatMap((file) => {
      const questions = scored(file);
      const counts = ['A', 'B', 'C', 'D'].map(
        (letter) => questions.filter(({ answer }) => answer === letter).length,
      );
      const labelled = counts.reduce((sum, count) => sum + count, 0);
      const even =
        Math.max(...counts) - Math.min(...counts) <= 1 &&
        (labelled === questions.length || labelled === 0) &&
        (file.split === 'dev' ||
          questions.length === (file.split === 'val' && file.benchmark.id === 'mmlu' ? 12 : 24));
      return even ? [] : [`${file.benchmark.id}/${file.subject}/${file.split}: ${counts.join()}`];
    });
    expect(uneven).toEqual([]);
  });

  it('give the right option away neither by its length nor by its size', () => {
    const labelled = all.flatMap((question) => {
      const { options } = asked(question);
      const right = options['ABCD'.indexOf(question.answer ?? '-')];
      return right === undefined ? [] : [{ right, wrong: options.filter((option) => option !== right) }];
    });
    const share = (test: (right: number, wrong: number[]) => boolean, size: (text: string) => number) => {
      const sized = labelled.filter(({ right }) => Number.isFinite(size(right)));
      return sized.filter(({ right, wrong }) => test(size(right), wrong.map(size))).length / sized.length;
    };
    expect(share(largest, (text) => text.length)).toBeLessThan(0.2);
    expect(share(smallest, (text) => text.length)).toBeLessThan(0.2);
    expect(share(largest, Number)).toBeLessThan(0.4);
    expect(share(smallest, Number)).toBeLessThan(0.4);
  });

  it('ask nothing twice, in short texts with four different options', () => {
    const keys = all.map((question) => keyOf(asked(question)));
    expect(new Set(keys).size).toBe(keys.length);
    const wrong = all.map(asked).filter(({ text, options }) => {
      const words = text.match(/[a-z0-9]+|[\u4e00-\u9fff]/gi) ?? [];
      return new Set(options).size !== 4 || options.includes('') || words.length > 60;
    });
    expect(wrong).toEqual([]);
  });

  it('have the traps of the published files', () => {
    for (const exam of ['ceval', 'mmlu']) {
      const stems = cells(exam).map(({ stem }) => stem);
      expect(stems.some((stem) => stem.includes('\r\n'))).toBe(true);
      expect(stems.some((stem) => /[^\r]\n/.test(stem))).toBe(true);
      expect(stems.some((stem) => /^ .* $/.test(stem))).toBe(true);
    }
    expect(cells('mmlu').some(({ options }) => options.includes('None'))).toBe(true);
    expect(cells('mmlu').some(({ stem }) => stem.split('"').length % 2 === 0 && stem.includes(','))).toBe(
      true,
    );
    const lines = readFileSync(join(folder, 'agieval/logiqa-zh.jsonl'), 'utf8').trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { options: string[] | null; label: unknown });
    expect(records).toHaveLength(33);
    expect(records.some(({ options }) => options?.length === 5)).toBe(true);
    expect(records.some(({ label }) => Array.isArray(label) && label.length === 1)).toBe(true);
    expect(records.some(({ options }) => options?.map((text) => text.charAt(1)).join('') === 'ACBD')).toBe(
      true,
    );
  });
});

describe('the answers', () => {
  const labelled = all.filter(({ answer }) => answer !== null);

  it('are those of an independent solver', () => {
    const solved = labelled.flatMap((question) => {
      const item = asked(question);
      const answer = solve(item);
      return answer === null
        ? []
        : [{ ...item, answer, given: item.options['ABCD'.indexOf(question.answer ?? '')] }];
    });
    expect(solved.filter(({ answer, given }) => answer !== given)).toEqual([]);
    // The rest are facts and categories.
    expect(solved.length / labelled.length).toBeGreaterThan(0.8);
  });
});

describe('the training prompts', () => {
  const prompts = [...trainingPrompts({ count: 3000, seed: 7, shots: 5 })];

  it('are of the train pool, which has no sample', () => {
    const samples = new Set(all.map((question) => keyOf(asked(question))));
    const random = createRandom('overlap');
    const kinds = sampleSubjects.flatMap(({ language, families: names }) =>
      names.map((name) => ({ name, language })),
    );
    const samplesAmong = (pool: Pool) =>
      Array.from({ length: 2000 }, () => {
        const { name, language } = random.pick(kinds);
        const { facts, ask, options } = makeQuestion(name, { random, language, pool });
        const text = facts === null ? ask : facts + (language === 'zh' ? '' : ' ') + ask;
        return keyOf({ text, options });
      }).filter((key) => samples.has(key));
    expect(samplesAmong('train')).toEqual([]);
    expect(samplesAmong('sample').length).toBeGreaterThan(100);
  });

  it('have every word of the samples, few words and short texts', () => {
    const known = new Set(prompts.flatMap(({ text }) => pieces(text)));
    const asking = all.flatMap(({ passage, stem, options }) => pieces([passage, stem, ...options].join(' ')));
    expect([...new Set(asking)].filter((word) => !known.has(word))).toEqual([]);
    expect(known.size).toBeLessThan(1500);
    expect(Math.max(...prompts.map(({ text }) => pieces(text).length))).toBeLessThan(700);
  });

  it('say where the answer letters stand', () => {
    for (const { text, letters } of prompts) {
      expect(letters).toHaveLength(6);
      expect(letters.map((at) => text.slice(Math.max(0, at - 3), at + 1)).join('|')).toMatch(
        /^(?:(?:答案：|r: )[A-D]\|?){6}$/,
      );
      expect(letters.at(-1)).toBe(text.length - 1);
    }
  });

  it('have the bytes of the recipe', () => {
    const one = prompts.find(({ exam, subject }) => exam === 'ceval' && subject === 'logic');
    expect(one?.text.startsWith('以下是中国关于逻辑学考试的单项选择题，请选出其中的正确答案。\n\n')).toBe(
      true,
    );
    expect([...trainingPrompts({ count: 5, seed: 7, shots: 5 })]).toEqual(prompts.slice(0, 5));
    expect([...trainingPrompts({ count: 5, seed: 8, shots: 5 })]).not.toEqual(prompts.slice(0, 5));
  });
});

describe('the generator', () => {
  it('draws one question again and leaves the others', () => {
    const before = sampleFiles(SEED, {});
    const after = sampleFiles(SEED, { 'mmlu/sociology/test/4': 1 });
    const changed = [...after].filter(([name, text]) => before.get(name) !== text);
    expect(changed.map(([name]) => name)).toEqual(['mmlu/test/sociology_test.csv']);
  });

  it('makes questions with one right option among four in every family, language and pool', () => {
    const random = createRandom('every family');
    const names = Object.keys(families) as FamilyName[];
    for (const family of names) {
      for (const language of ['en', 'zh'] as const) {
        for (const pool of ['train', 'sample'] as const) {
          const made = makeQuestion(family, { random, language, pool, answer: 'C' });
          expect(made.answer).toBe('C');
          expect(new Set(made.options).size, JSON.stringify(made)).toBe(4);
        }
      }
    }
  });
});

/** The answer of a question, worked out from its text alone; null for facts and categories. */
function solve({ text, options }: Asked): string | null {
  return solveNumbers(text, options) ?? solveExtreme(text) ?? solveChain(text) ?? solveLookUp(text);
}

function solveNumbers(text: string, options: readonly string[]): string | null {
  const sum = /(\d+) ([-+×]) (\d+)/.exec(text);
  if (sum !== null) {
    const [one, other] = [Number(sum[1]), Number(sum[3])];
    return String(sum[2] === '+' ? one + other : sum[2] === '-' ? one - other : one * other);
  }
  if (/Which number is|下列各数中/.test(text)) {
    const pick = /largest|最大/.test(text) ? Math.max : Math.min;
    return String(pick(...options.map(Number)));
  }
  const numbers = [...text.matchAll(/\d+/g)].map(([number]) => Number(number));
  if (/comes next|Go on|找规律|后面的一个数/.test(text)) {
    return String(2 * (numbers[3] ?? 0) - (numbers[2] ?? 0));
  }
  if (/has \w+ now|现在有/.test(text)) {
    const sign = /spent|花了/.test(text) ? -1 : 1;
    return String((numbers[0] ?? 0) + sign * (numbers.at(-1) ?? 0));
  }
  if (/^Statement 1|^①/.test(text)) {
    const verdicts = [...text.matchAll(/(\d+)\D*?(more|less|大|小)\D*?(\d+)/g)].map(
      ([, one, word = '', other]) => 'more大'.includes(word) === Number(one) > Number(other),
    );
    const [yes, no, joint] = text.startsWith('①') ? ['对', '错', '，'] : ['True', 'False', ', '];
    return verdicts.map((holds) => (holds ? yes : no)).join(joint);
  }
  return null;
}

function solveExtreme(text: string): string | null {
  const most = /oldest|most|heaviest|年龄最大|最高？|最重|最贵/.test(text);
  if (!/who|which|谁|哪/i.test(text) || /of the three|三人中/.test(text)) return null;
  if (!most && !/youngest|fewest|lightest|least|最小|最低|最轻|最便宜/.test(text)) return null;
  const pairs = [
    ...text.matchAll(/(\w+) (?:is|has|weighs|costs) (\d+)|([\u4e00-\u9fff]{2}?)(?:今年|得了|重|卖)(\d+)/g),
  ].map(([, name, number, zhName, zhNumber]) => ({
    name: name ?? zhName,
    number: Number(number ?? zhNumber),
  }));
  const sorted = pairs.toSorted((one, other) => one.number - other.number);
  return sorted.at(most ? -1 : 0)?.name ?? null;
}

function solveChain(text: string): string | null {
  if (!/of the three|三人中/.test(text)) return null;
  const clauses = [...text.matchAll(/(\w+) is (taller|shorter) than (\w+)|(小.)比(小.)(高|矮)/g)].map(
    ([, one, word, other, zhOne = '', zhOther = '', zhWord]) => {
      const pair = [one ?? zhOne, other ?? zhOther];
      return word === 'taller' || zhWord === '高' ? pair : pair.toReversed();
    },
  );
  const names = clauses.flat();
  const [taller, shorter] = [clauses.map(([name]) => name), clauses.map(([, name]) => name)];
  const tallest = names.find((name) => !shorter.includes(name));
  const shortest = names.find((name) => !taller.includes(name));
  return (/tallest|最高/.test(text) ? tallest : shortest) ?? null;
}

const PAIRS = [
  /(\w+) keeps a (\w+)/g,
  /(\w+) went to the (\w+)/g,
  /the (\w+) is (\w+) of the town/gi,
  /the (\w+) (?:measures|weighs|costs) (\d+(?:"| kg| coins))/gi,
  /the word (\w+) means (\d+)/gi,
  /they say (\w+) for (\w+)/gi,
  /for (\w+) you take the (\w+)/gi,
  /(\w+) goes with (\w+)/g,
  /(小.)有(.色)的/g,
  /(小.)去了(..)/g,
  /(..)在小镇的(.边)/g,
  /(..)(?:长|重|卖)(\d+(?:厘米|千克|元))/g,
  /(\w+) 表示 (\d+)/g,
  /(\w+) 的意思是(..)/g,
  /看到(..)就拿(..)/g,
  /(.)对(.)/g,
];

/** Finds the told pair of which the question, after the last told clause, names one side; gives the other. */
function solveLookUp(text: string): string | null {
  for (const pattern of PAIRS) {
    const told = [...text.matchAll(pattern)].filter(
      ([, left = '', right = '']) => !/^(?:who|word|一件)$/i.test(left) && !/[什哪]/.test(right),
    );
    const last = told.at(-1);
    if (told.length < 3 || last === undefined) continue;
    const question = text.slice(last.index + last[0].length).toLowerCase();
    const words: readonly string[] = question.match(/\d+(?:"| kg| coins|厘米|千克|元)?|[a-z]+/g) ?? [];
    const names = (side: string) =>
      /^[\u4e00-\u9fff]/.test(side) ? question.includes(side) : words.includes(side.toLowerCase());
    for (const [, left = '', right = ''] of told) {
      if (names(left)) return right;
      if (names(right)) return left;
    }
  }
  return null;
}
