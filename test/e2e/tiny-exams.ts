import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Exams of our own in the published formats, each with a few questions and the awkward bytes of the real files. */
export function writeExams(folder: string): void {
  const files = { ...cevalFiles(), ...mmluFiles(), ...agievalFiles(), ...gaokaoFiles() };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** What `--tasks` has to name, since an exam's bare name means all of its subjects. */
export const TASKS = {
  ceval: ['ceval/college_physics', 'ceval/law', 'ceval/logic'],
  mmlu: ['mmlu/anatomy', 'mmlu/virology'],
  agieval: ['agieval/gaokao-history', 'agieval/sat-math'],
  gaokao: ['gaokao/2010-2022_Biology_MCQs'],
} as const;

/** A subject of 400 questions, so that a run over it can be met half-way. */
export const LONG_TASK = 'mmlu/astronomy';

/** Questions that card-1 scores: val of C-Eval; AGIEval and GAOKAO-Bench less their five shots. */
export const SCORED = { ceval: 15, mmlu: 10, agieval: 10, gaokao: 5 } as const;

const LETTERS = ['A', 'B', 'C', 'D'];
const letterOf = (number: number): string => LETTERS[number % 4] ?? 'A';

/** C-Eval as the published zip has it: CRLF, a header row, a test split without answers. */
function cevalFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [subject, thing] of [
    ['logic', '命题'],
    ['law', '条文'],
    ['college_physics', '小球'],
  ]) {
    const row = (index: number): string =>
      `${index},"第${index}个${thing},\r\n比它多${index + 2}的是____",${index},${index + 1}个 , ${2 * index + 2},None`;
    const lines = (count: number, ending: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => `${row(index)}${ending(index)}\r\n`).join('');
    const head = 'id,question,A,B,C,D';
    files[`ceval/dev/${subject}_dev.csv`] =
      `${head},answer,explanation\r\n${lines(5, (index) => `,${letterOf(index)},"数一数, 就知道"`)}`;
    files[`ceval/val/${subject}_val.csv`] =
      `${head},answer\r\n${lines(5, (index) => `,${letterOf(3 * index + 1)}`)}`;
    files[`ceval/test/${subject}_test.csv`] = `${head}\r\n${lines(3, () => '')}`;
  }
  return files;
}

/** MMLU: no header row, commas and line ends in cells. */
function mmluFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [subject, thing, questions] of [
    ['anatomy', 'fingers', 5],
    ['virology', 'spikes', 5],
    ['astronomy', 'stars', 400],
  ] as const) {
    const row = (index: number): string =>
      `"How many ${thing},\nif ${index} more than ${3 * index} are seen?",${4 * index},${index},"${index}, or so",None,${letterOf(index)}\n`;
    const rows = (first: number, count: number): string =>
      Array.from({ length: count }, (_, index) => row(first + index)).join('');
    files[`mmlu/dev/${subject}_dev.csv`] = rows(0, 5);
    files[`mmlu/test/${subject}_test.csv`] = rows(5, questions);
  }
  return files;
}

const jsonLine = (fields: object): string => `${JSON.stringify({ passage: null, other: null, ...fields })}\n`;

/** AGIEval: ten usable rows a task, behind one with five options. */
function agievalFiles(): Record<string, string> {
  const five = jsonLine({
    question: 'Which?',
    options: ['(A)1', '(B)2', '(C)3', '(D)4', '(E)5'],
    label: 'E',
  });
  const rows = (make: (index: number) => object): string =>
    five + Array.from({ length: 10 }, (_, index) => jsonLine(make(index))).join('');
  return {
    'agieval/sat-math.jsonl': rows((index) => ({
      question: `If x + ${index} = ${3 * index + 1}, what is x?\n`,
      options: [`(A)${index}`, `(B)${2 * index + 1}`, `(C)${index + 9}`, '(D)none of these'],
      label: letterOf(index + 1),
    })),
    'agieval/gaokao-history.jsonl': rows((index) => ({
      passage: index % 2 === 0 ? null : `某国有${index}座城。`,
      question: `第${index}座城建于哪一年？`,
      options: [`(A)${index}年`, `(B)${index + 100}年`, `(C)${index + 200}年`, '(D)不知道'],
      label: letterOf(index),
    })),
  };
}

/** GAOKAO-Bench: ten records with one letter and one with two. */
function gaokaoFiles(): Record<string, string> {
  const records = Array.from({ length: 11 }, (_, index) => ({
    year: '2030',
    category: '（试）',
    question: `${index + 1}．（4分）一棵树有${index}片叶，再长${index + 1}片，共有几片？\nA．${index}\nB．${2 * index + 1}\nC．0\nD．不能判断\n`,
    answer: index === 4 ? ['AB'] : [letterOf(index)],
    analysis: '略',
    index,
    score: 4,
  }));
  const file = { keywords: '2010-2022_Biology_MCQs', example: records };
  return { 'gaokao-bench/2010-2022_Biology_MCQs.json': JSON.stringify(file, null, 4) };
}
