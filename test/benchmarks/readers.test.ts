import { describe, expect, it } from 'vitest';
import { agieval } from '../../src/benchmarks/agieval.ts';
import type { Benchmark } from '../../src/benchmarks/benchmark.ts';
import { ceval } from '../../src/benchmarks/ceval.ts';
import { gaokao } from '../../src/benchmarks/gaokao.ts';
import { mmlu } from '../../src/benchmarks/mmlu.ts';
import { FormatError } from '../../src/errors.ts';
import type { Question, Split } from '../../src/records.ts';
import { temporaryFolder, writeFiles } from '../datasets/made-archives.ts';
import type { Files } from '../datasets/made-archives.ts';
import { agievalFiles, cevalFiles, gaokaoFiles, mmluFiles } from './made-exams.ts';

async function read(
  exam: Benchmark,
  files: Files,
  subject: string,
  split: Split,
): Promise<readonly Question[]> {
  const data = await exam.open(writeFiles(temporaryFolder(), files));
  if (data === null) throw new Error('not found');
  return data.questions(subject, split);
}

describe('C-Eval', () => {
  it('keeps cells byte for byte', async () => {
    const questions = await read(ceval, cevalFiles, 'logic', 'test');
    expect(questions.map(({ stem, options }) => [stem].concat(options))).toEqual([
      ['一周有几天？\r\n请选择', '五', '六', '七', '八'],
      ['1+1=____', '1', '2', '3', 'None'],
      ['最小的素数, 是____', ' 0', '1 ', '2', '3'],
    ]);
  });

  it('has no answers where the file has no such column', async () => {
    const test = await read(ceval, cevalFiles, 'logic', 'test');
    expect(test.map(({ answer }) => answer)).toEqual([null, null, null]);
    const val = await read(ceval, cevalFiles, 'logic', 'val');
    expect(val.map(({ answer }) => answer)).toEqual(['C', 'B']);
  });

  it('reads a test split with an answer column, empty where unknown', async () => {
    const files = { 'test/law_test.csv': 'id,question,A,B,C,D,answer\n0,q,a,b,c,d,D\n1,r,a,b,c,d,\n' };
    const questions = await read(ceval, files, 'law', 'test');
    expect(questions.map(({ answer }) => answer)).toEqual(['D', null]);
  });

  it.each([
    [
      'a missing column',
      'id,question,A,B,D,answer\n',
      'law_val.csv, line 1, column C: there is no such column',
    ],
    ['no header', '0,What?,a,b,c,d,A\n', 'line 1, column question: there is no such column among 0, What?'],
    [
      'another answer',
      'id,question,A,B,C,D,answer\n0,"q\nr",a,b,c,d,A\n1,q,a,b,c,d,a\n',
      'line 4, column answer',
    ],
    ['two letters', 'id,question,A,B,C,D,answer\n0,q,a,b,c,d,AB\n', 'the answer is "AB" instead of'],
    ['a short row', 'id,question,A,B,C,D,answer\n0,q,a,b,c,d\n', 'line 2: 6 cells instead of 7'],
    ['no rows', 'id,question,A,B,C,D,answer\n', 'has no usable question'],
    ['no bytes', '', 'there is no such column'],
  ])('refuses a file with %s', async (_, text, message) => {
    const reading = read(ceval, { 'val/law_val.csv': text }, 'law', 'val');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('MMLU', () => {
  it('reads files without a header, with edge space and the text None', async () => {
    const test = await read(mmlu, mmluFiles, 'anatomy', 'test');
    expect(test.map(({ id, stem, answer }) => ({ id, stem, answer }))).toEqual([
      { id: 'mmlu/anatomy/test/0', stem: ' How many toes? ', answer: 'A' },
      { id: 'mmlu/anatomy/test/1', stem: 'How many\nears?', answer: 'B' },
    ]);
    expect(test[0]).toMatchObject({ passage: null, options: ['10, in all', '2', '3', '4'] });
    expect((await read(mmlu, mmluFiles, 'anatomy', 'val'))[1]?.options[3]).toBe('None');
  });

  it('refuses a file with a header, and one of another width', async () => {
    const header = { 'val/anatomy_val.csv': 'question,A,B,C,D,answer\nq,a,b,c,d,A\n' };
    await expect(read(mmlu, header, 'anatomy', 'val')).rejects.toThrow(
      'line 1, column answer: the answer is "answer"',
    );
    const wide = { 'val/anatomy_val.csv': 'q,a,b,c,d,A\n0,q,a,b,c,d,A\n' };
    await expect(read(mmlu, wide, 'anatomy', 'val')).rejects.toThrow('line 2: 7 cells instead of 6');
  });
});

describe('AGIEval', () => {
  it('keeps rows with four options and one letter, under their row in the file', async () => {
    const questions = await read(agieval, agievalFiles, 'sat-math', 'test');
    const texts = questions.map(({ id, passage, stem, options, answer }) => {
      return { id, passage, stem, options, answer };
    });
    expect(texts).toEqual([
      {
        id: 'agieval/sat-math/test/0',
        passage: null,
        stem: 'What is 1+1?\n',
        options: ['1', '2', '3', ''],
        answer: 'B',
      },
      {
        id: 'agieval/sat-math/test/1',
        passage: ' A story. ',
        stem: 'Which?',
        options: ['one', 'two', 'three', 'four'],
        answer: 'C',
      },
      {
        id: 'agieval/sat-math/test/6',
        passage: null,
        stem: 'Which?',
        options: ['one', 'two', 'three', 'four'],
        answer: 'B',
      },
    ]);
  });

  it('does not read tasks without such rows', () => {
    const ids = agieval.subjects.map(({ id }) => id);
    for (const id of ['lsat-ar', 'lsat-lr', 'lsat-rc', 'aqua-rat', 'math', 'gaokao-mathcloze']) {
      expect(ids).not.toContain(id);
    }
  });

  it.each([
    ['a line that is no object', '[]\n', 'line 1 is not a JSON object'],
    ['a missing question', '{"options":[],"label":"A"}\n', 'line 1: the field question is not a text'],
    [
      'options that are no texts',
      '{"question":"?","options":[1,2,3,4],"label":"A"}\n',
      'the field options is not',
    ],
    ['a label that is a number', '{"question":"?","options":[],"label":1}\n', 'the field label is not'],
    [
      'a passage that is a list',
      '{"passage":[],"question":"?"}\n',
      'the field passage is not a text or null',
    ],
    ['a cut-off line', '{"question":"?"}\n{"quest', 'sat-en.jsonl, line 2 is not valid JSON'],
    ['no usable row', '{"question":"?","options":null,"label":null}\n', 'has no usable question'],
  ])('refuses a file with %s', async (_, text, message) => {
    const reading = read(agieval, { 'sat-en.jsonl': text }, 'sat-en', 'test');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('GAOKAO-Bench', () => {
  it('keeps records with one letter from A to D and the options in the question', async () => {
    const questions = await read(gaokao, gaokaoFiles, '2010-2022_Physics_MCQs', 'test');
    expect(questions.map(({ id }) => id)).toEqual([
      'gaokao/2010-2022_Physics_MCQs/test/0',
      'gaokao/2010-2022_Physics_MCQs/test/4',
    ]);
    expect(questions[0]).toMatchObject({
      passage: null,
      stem: '1．（4分）水在什么温度结冰？\nA．0 ℃\nB．10 ℃\nC．20 ℃\nD．30 ℃\n',
      options: [],
      letters: ['A', 'B', 'C', 'D'],
      answer: 'A',
    });
  });

  it.each([
    ['no list of records', '{"keyword":"x"}', 'has no list "example" of records'],
    ['a record that is a text', '{"example":["x"]}', 'record 0: "question" is not a text'],
    ['an answer that is a text', '{"example":[{"question":"x","answer":"A"}]}', '"answer" not a list'],
    ['a cut-off end', '{\n"example":[\n{"question":', 'MCQs.json, line 3 is not valid JSON'],
  ])('refuses a file with %s', async (_, text, message) => {
    const reading = read(gaokao, { '2010-2013_English_MCQs.json': text }, '2010-2013_English_MCQs', 'test');
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(message);
  });
});
