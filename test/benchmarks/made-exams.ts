import type { Files } from '../datasets/made-archives.ts';

/* Small exams of our own in the published formats. */

const CEVAL_ROWS = [
  '0,"一周有几天？\r\n请选择",五,六,七,八',
  '1,1+1=____,1,2,3,None',
  '2,"最小的素数, 是____", 0,1 ,2,3',
];

/** C-Eval as the published zip has it: header rows, a test split without answers. */
export const cevalFiles: Files = {
  'dev/logic_dev.csv': `id,question,A,B,C,D,answer,explanation\r\n${CEVAL_ROWS[0]},C,七天。\r\n`,
  'val/logic_val.csv': `id,question,A,B,C,D,answer\r\n${CEVAL_ROWS[0]},C\r\n${CEVAL_ROWS[1]},B\r\n`,
  'test/logic_test.csv': `id,question,A,B,C,D\n${CEVAL_ROWS.join('\n')}\n`,
  'val/law_val.csv': `id,question,A,B,C,D,answer\r\n${CEVAL_ROWS[2]},C\r\n`,
};

/** MMLU: no header rows, some files without a final line end. */
export const mmluFiles: Files = {
  'dev/anatomy_dev.csv': 'How many hands?,1,2,3,4,B',
  'val/anatomy_val.csv': 'How many eyes?,1,2,3,4,B\r\nHow many noses?,1,2,3,None,A\r\n',
  'test/anatomy_test.csv': ' How many toes? ,"10, in all",2,3,4,A\n"How many\nears?",1,2,3,4,B\n',
  'test/virology_test.csv': 'Which is a virus?,rhino,hippo,dino,lion,A\n',
};

const agievalRow = (fields: object): string =>
  `${JSON.stringify({ passage: null, question: 'Which?', options: null, label: null, answer: null, other: null, ...fields })}\n`;

/** AGIEval: kept rows among multiple answers, five options and a cloze. */
export const agievalFiles: Files = {
  'sat-math.jsonl': [
    { question: 'What is 1+1?\n', options: ['(A)1', '(B)2', '(C)3', '(D)'], label: 'B' },
    { passage: ' A story. ', options: ['(A)one', '(C)three', '(B)two', '(D)four'], label: 'C' },
    { options: ['(A)1', '(B)2', '(C)3', '(D)4'], label: 'AD' },
    { options: ['(A)1', '(B)2', '(C)3', '(D)4', '(E)5'], label: 'A' },
    { label: null, answer: '7' },
    { options: ['(A)1', '(B)2', '(C)3', '(D)4'], label: ['A', 'D'] },
    { options: ['one', 'two', '(C)three', '(D)four'], label: ['B'] },
  ]
    .map(agievalRow)
    .join(''),
  'lsat-ar.jsonl': agievalRow({ options: ['(A)1', '(B)2', '(C)3', '(D)4', '(E)5'], label: 'E' }),
};

const gaokaoRecord = (index: number, question: string, answer: readonly string[]): object => ({
  year: '2030',
  category: '（试）',
  question,
  answer,
  analysis: '略',
  index,
  score: 4,
});

/** GAOKAO-Bench: kept records among one with two letters, one with two sub-questions and one with another letter. */
export const gaokaoFiles: Files = {
  '2010-2022_Physics_MCQs.json': JSON.stringify(
    {
      keywords: '2010-2022_Physics_MCQs',
      example: [
        gaokaoRecord(0, '1．（4分）水在什么温度结冰？\nA．0 ℃\nB．10 ℃\nC．20 ℃\nD．30 ℃\n', ['A']),
        gaokaoRecord(1, '2．哪些是液体？\nA．水 B．油 C．铁 D．石\n', ['AB']),
        gaokaoRecord(2, '3．阅读。\n', ['A', 'B']),
        gaokaoRecord(3, '4．七选五\n', ['E']),
        gaokaoRecord(4, '5．光比声快吗？\nA．是 B．否 C．一样 D．不知\n', ['A']),
      ],
    },
    null,
    4,
  ),
  '2010-2022_Geography_MCQs.json': JSON.stringify({ keywords: 'x', example: [] }),
};
