import type { ExamFile } from '../datasets/exam-layout.ts';
import { isJsonObject, parseJson } from '../datasets/json.ts';
import { openExam } from '../datasets/open-exam.ts';
import { isFourLetter, makeQuestion } from '../datasets/question.ts';
import { FormatError } from '../errors.ts';
import type { Question } from '../records.ts';
import type { Benchmark, Subject } from './benchmark.ts';

/** The nine of 14 files that have records with one answer letter (OpenLMLab/GAOKAO-Bench 6dbb24f), with the names that prompts use. */
const NAMES: Readonly<Record<string, string>> = {
  '2010-2013_English_MCQs': '高考英语',
  '2010-2022_Biology_MCQs': '高考生物',
  '2010-2022_Chemistry_MCQs': '高考化学',
  '2010-2022_Chinese_Lang_and_Usage_MCQs': '高考语文',
  '2010-2022_History_MCQs': '高考历史',
  '2010-2022_Math_I_MCQs': '高考数学（理科）',
  '2010-2022_Math_II_MCQs': '高考数学（文科）',
  '2010-2022_Physics_MCQs': '高考物理',
  '2010-2022_Political_Science_MCQs': '高考政治',
};

/** Files that the data set does not call single_choice (Obj_Prompt.json); only some of their records have one answer. */
const MIXED = new Set(['2010-2022_Chinese_Lang_and_Usage_MCQs', '2010-2022_Physics_MCQs']);

const subjects = Object.entries(NAMES).map(([id, displayName]): Subject => ({
  id,
  category: null,
  displayName,
  byDefault: true,
}));

/** GAOKAO-Bench (Zhang et al. 2023): the single-answer questions of nine files; the question's text holds its options. */
export const gaokao: Benchmark = {
  id: 'gaokao',
  title: 'GAOKAO-Bench',
  subjects,
  splits: ['test'],
  columns: [{ name: 'Average', over: { kind: 'default-subjects' } }],
  alsoReported: [
    {
      name: '7 single-choice files',
      over: { kind: 'subjects', subjects: Object.keys(NAMES).filter((id) => !MIXED.has(id)) },
    },
  ],
  source: {
    url: 'https://github.com/OpenLMLab/GAOKAO-Bench',
    licence: 'Apache-2.0',
    howToGet:
      'Get the JSON files of Data/Objective_Questions from https://github.com/OpenLMLab/GAOKAO-Bench.',
  },
  open: (dataFolder) =>
    openExam(
      {
        benchmark: 'gaokao',
        title: 'GAOKAO-Bench',
        names: ['gaokao', 'gaokao-bench', 'GAOKAO-Bench'],
        inside: ['Data/Objective_Questions', 'Objective_Questions'],
        subjects: Object.keys(NAMES),
        place: (name) => {
          const subject = /^([\w-]+)\.json$/.exec(name)?.[1] ?? '';
          return Object.hasOwn(NAMES, subject) ? { subject, split: 'test' } : null;
        },
        read: async (file) => readQuestions(file),
      },
      dataFolder,
    ),
};

/** Keeps records whose answer is exactly one letter from A to D, after the card's "only single-choice questions". */
function readQuestions({ bytes, source, set }: ExamFile): readonly Question[] {
  const content = parseJson(bytes, source);
  const records: unknown = isJsonObject(content) ? content['example'] : null;
  if (!Array.isArray(records)) {
    throw new FormatError(`${source} has no list "example" of records; is this file one of GAOKAO-Bench's?`);
  }
  return records.flatMap((record: unknown, index) => {
    const { question, answer } = isJsonObject(record) ? record : {};
    if (typeof question !== 'string' || !Array.isArray(answer)) {
      throw new FormatError(`${source}, record ${index}: "question" is not a text or "answer" not a list.`);
    }
    const letters: readonly unknown[] = answer;
    const [letter] = letters;
    if (letters.length !== 1 || !isFourLetter(letter)) return [];
    return [makeQuestion({ set, index, passage: null, stem: question, options: [], answer: letter })];
  });
}
