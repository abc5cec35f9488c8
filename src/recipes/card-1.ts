import { plainText, strippedText } from '../prompts/question-text.ts';
import { frozen } from './frozen.ts';
import { baichuanLayout, baichuanSubjectName, hendrycksLayout } from './layouts.ts';
import type { BenchmarkRecipe, Recipe } from './recipe.ts';

const ceval: BenchmarkRecipe = {
  splits: ['test', 'val'],
  // What `dataset["dev"].shuffle(seed=123)` gives for five rows, the same for all subjects.
  shots: { kind: 'dev-rows', rows: [4, 0, 2, 3, 1] },
  layout: () => baichuanLayout(plainText),
  subjectName: baichuanSubjectName,
  letters: 'upstream',
  score: 'logit',
  bos: 'never',
  overflow: { limit: 'context', rule: 'drop-shots' },
  average: { total: 'subject-mean', category: 'subject-mean' },
  decimals: 1,
  deviations: [
    "The letters' logits are read in one forward pass, where the script reads the scores of the first of three " +
      'generated tokens after a repetition penalty; the choice is the same as long as no letter is filtered out.',
    'No BOS stands before any prompt, where the script leaves it to the tokenizer; that of Baichuan-7B adds none.',
    'A prompt longer than the context loses shots from the end, where the script does nothing.',
    'A copy without answers to its test split is scored on val.',
  ],
};

const mmlu: BenchmarkRecipe = {
  splits: ['test'],
  shots: { kind: 'dev-rows', rows: [0, 1, 2, 3, 4] },
  layout: () => hendrycksLayout(plainText),
  subjectName: (_subject, displayName) => displayName,
  letters: 'upstream',
  score: 'logit',
  bos: 'never',
  // Baichuan-7B's script: shots are dropped while the model's own tokens exceed 2048.
  overflow: { limit: 2048, rule: 'drop-shots' },
  average: { total: 'pooled', category: 'pooled' },
  decimals: 1,
  deviations: [
    'An item that alone has more than 2048 tokens is cut on the left, where the script never ends.',
  ],
};

// Split, shots and texts of the card's AGIEval and GAOKAO numbers were never published: docs/recipes.md says what this recipe takes.
const hashSplit = { kind: 'hash-split', salt: 'fiveshot-card-v1', count: 5 } as const;
const unpublished =
  "The card publishes no shots, split, filter or prompt for this exam; they are fiveshot's own choice, made once.";

const agieval: BenchmarkRecipe = {
  splits: ['test'],
  shots: hashSplit,
  layout: (task) => (agievalEnglish.has(task) ? hendrycksLayout(strippedText) : baichuanLayout(strippedText)),
  subjectName: (task, displayName) => agievalNames[task] ?? displayName,
  letters: 'upstream',
  score: 'logit',
  bos: 'never',
  overflow: { limit: 'context', rule: 'drop-shots' },
  average: { total: 'subject-mean', category: 'subject-mean' },
  decimals: 2,
  deviations: [unpublished],
};

const gaokao: BenchmarkRecipe = {
  ...agieval,
  layout: () => baichuanLayout(strippedText),
  subjectName: (file, displayName) => gaokaoNames[file] ?? displayName,
};

/** Tasks in the English layout (docs/recipes.md). */
const agievalEnglish: ReadonlySet<string> = new Set([
  'gaokao-english',
  'logiqa-en',
  'sat-en',
  'sat-en-without-passage',
  'sat-math',
]);

/** Names of the AGIEval tasks in the header (docs/recipes.md). */
const agievalNames: Readonly<Record<string, string>> = {
  'gaokao-biology': '高考生物',
  'gaokao-chemistry': '高考化学',
  'gaokao-chinese': '高考语文',
  'gaokao-geography': '高考地理',
  'gaokao-history': '高考历史',
  'gaokao-mathqa': '高考数学',
  'gaokao-physics': '高考物理',
  'logiqa-zh': '公务员逻辑推理',
  'jec-qa-kd': '司法考试知识',
  'jec-qa-ca': '司法考试案例分析',
  'gaokao-english': 'gaokao English',
  'logiqa-en': 'logical reasoning',
  'sat-en': 'SAT English',
  'sat-en-without-passage': 'SAT English',
  'sat-math': 'SAT mathematics',
};

/** Names of the GAOKAO-Bench files in the header (docs/recipes.md). */
const gaokaoNames: Readonly<Record<string, string>> = {
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

/** How the tables of the Baichuan-7B model card of 2023-06-15 were made, as far as it is known. */
export const card1: Recipe = frozen({
  id: 'card-1',
  description: 'Four exams, 5-shot, as on the Baichuan-7B model card of 2023-06-15',
  source:
    'baichuan-inc/Baichuan-7B 43b2ca1 (C-Eval), hendrycks/test 4450500 (MMLU); AGIEval and GAOKAO-Bench after the ' +
    "card's text",
  benchmarks: { ceval, gaokao, agieval, mmlu },
});
