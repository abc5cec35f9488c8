import type { ExamFile } from '../datasets/exam-layout.ts';
import { isJsonObject, parseJsonLines } from '../datasets/json.ts';
import { readLetteredOptions } from '../datasets/lettered-options.ts';
import { openExam } from '../datasets/open-exam.ts';
import { isFourLetter, makeQuestion } from '../datasets/question.ts';
import { FormatError } from '../errors.ts';
import type { Question } from '../records.ts';
import type { Benchmark, Subject } from './benchmark.ts';

/** The 15 of 21 tasks that have four-option questions with one answer (ruixiangcui/AGIEval 5c77d07), with the names that prompts use. */
const NAMES: Readonly<Record<string, string>> = {
  'gaokao-biology': '高考生物',
  'gaokao-chemistry': '高考化学',
  'gaokao-chinese': '高考语文',
  'gaokao-english': 'gaokao English',
  'gaokao-geography': '高考地理',
  'gaokao-history': '高考历史',
  'gaokao-mathqa': '高考数学',
  'gaokao-physics': '高考物理',
  'jec-qa-ca': '司法考试案例分析',
  'jec-qa-kd': '司法考试知识',
  'logiqa-en': 'logical reasoning',
  'logiqa-zh': '公务员逻辑推理',
  'sat-en': 'SAT English',
  'sat-en-without-passage': 'SAT English',
  'sat-math': 'SAT mathematics',
};

/** Added to the data set on 2023-06-21, after the card was made; they run only when named. */
const LATER = new Set(['jec-qa-ca', 'jec-qa-kd']);

const subjects = Object.entries(NAMES).map(([id, displayName]): Subject => ({
  id,
  category: null,
  displayName,
  byDefault: !LATER.has(id),
}));

/** AGIEval (Zhong et al. 2023): the single-answer four-option questions of 15 tasks, 13 of them by default. */
export const agieval: Benchmark = {
  id: 'agieval',
  title: 'AGIEval',
  subjects,
  splits: ['test'],
  columns: [{ name: 'Average', over: { kind: 'default-subjects' } }],
  alsoReported: [],
  source: {
    url: 'https://github.com/ruixiangcui/AGIEval',
    licence: 'MIT',
    howToGet: 'Get the JSON Lines files of data/v1 from https://github.com/ruixiangcui/AGIEval.',
  },
  open: (dataFolder) =>
    openExam(
      {
        benchmark: 'agieval',
        title: 'AGIEval',
        names: ['agieval', 'AGIEval'],
        inside: ['data/v1', 'v1', 'data/v1_1', 'v1_1'],
        subjects: Object.keys(NAMES),
        place: (name) => {
          const subject = /^([a-z-]+)\.jsonl$/.exec(name)?.[1] ?? '';
          return Object.hasOwn(NAMES, subject) ? { subject, split: 'test' } : null;
        },
        read: async (file) => readQuestions(file),
      },
      dataFolder,
    ),
};

/**
 * Keeps records with exactly four options and exactly one letter from A to D, after the card's "four-option
 * single-choice questions". The letter may stand in a list of one, as in all of JEC-QA.
 */
function readQuestions({ bytes, source, set }: ExamFile): readonly Question[] {
  return parseJsonLines(bytes, source).flatMap(({ index, value }) => {
    const where = `${source}, line ${index + 1}`;
    const { passage, stem, options, labels } = readRecord(value, where);
    const [answer] = labels;
    if (options.length !== 4 || labels.length !== 1 || !isFourLetter(answer)) return [];
    const texts = readLetteredOptions(options);
    return [makeQuestion({ set, index, passage, stem, options: texts, storedOptions: options, answer })];
  });
}

interface AgievalRecord {
  readonly passage: string | null;
  readonly stem: string;
  readonly options: readonly string[];
  readonly labels: readonly string[];
}

function readRecord(value: unknown, where: string): AgievalRecord {
  if (!isJsonObject(value))
    throw new FormatError(`${where} is not a JSON object; is this file one of AGIEval's?`);
  const { passage = null, question, options, label } = value;
  if (!isText(question)) throw wrongField(where, 'question', 'a text');
  if (passage !== null && !isText(passage)) throw wrongField(where, 'passage', 'a text or null');
  return {
    passage,
    stem: question,
    options: readTexts(options ?? [], where, 'options'),
    labels: readTexts(isText(label) ? [label] : (label ?? []), where, 'label'),
  };
}

function readTexts(value: unknown, where: string, field: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(isText)) throw wrongField(where, field, 'a list of texts');
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function wrongField(where: string, field: string, expected: string): FormatError {
  return new FormatError(`${where}: the field ${field} is not ${expected}; is this file one of AGIEval's?`);
}
