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

// The card's AGIEval and GAOKAO prompts were never published: docs/recipes.md says what this recipe takes.
const hashSplit = { kind: 'hash-split', salt: 'fiveshot-card-v1', count: 5 } as const;
const unpublished =
  "The card publishes no shots, split, filter or prompt for this exam; they are fiveshot's own choice, made once.";

const agieval: BenchmarkRecipe = {
  splits: ['test'],
  shots: hashSplit,
  layout: (task) => (agievalEnglish.has(task) ? hendrycksLayout(strippedText) : baichuanLayout(strippedText)),
  subjectName: (_task, displayName) => displayName,
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
};

/** Tasks in the English layout (docs/recipes.md). */
const agievalEnglish: ReadonlySet<string> = new Set([
  'gaokao-english',
  'logiqa-en',
  'sat-en',
  'sat-en-without-passage',
  'sat-math',
]);

/** How the tables of the Baichuan-7B model card of 2023-06-15 were made, as far as it is known. */
export const card1: Recipe = frozen({
  id: 'card-1',
  description: 'Four exams, 5-shot, as on the Baichuan-7B model card of 2023-06-15',
  source:
    'baichuan-inc/Baichuan-7B 43b2ca1 (C-Eval), hendrycks/test 4450500 (MMLU); AGIEval and GAOKAO-Bench after the ' +
    "card's text",
  benchmarks: { ceval, gaokao, agieval, mmlu },
});
