import { plainText } from '../prompts/question-text.ts';
import { frozen } from './frozen.ts';
import { baichuanLayout, baichuanSubjectName, hendrycksLayout } from './layouts.ts';
import type { BenchmarkRecipe, Recipe } from './recipe.ts';

const ceval: BenchmarkRecipe = {
  // The script's default split since 2023-06-29.
  splits: ['val'],
  // In place of the script's `shuffle()` without a seed for every question (docs/recipes.md).
  shots: { kind: 'dev-hash', salt: 'fiveshot-baichuan-2023-09', count: 5 },
  layout: () => baichuanLayout(plainText),
  subjectName: baichuanSubjectName,
  letters: 'upstream',
  score: 'logit',
  bos: 'never',
  overflow: { limit: 'context', rule: 'drop-shots' },
  average: { total: 'subject-mean', category: 'subject-mean' },
  // The script prints a fraction with four digits.
  decimals: 2,
  deviations: [
    'The order of the shots comes from a hash of the question, where the script shuffles anew in every run.',
    'A prompt longer than the context loses shots from the end, where the script does nothing.',
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
  overflow: { limit: 2048, rule: 'drop-shots' },
  average: { total: 'pooled', category: 'pooled' },
  decimals: 2,
  deviations: [
    'An item that alone has more than 2048 tokens is cut on the left, where the script never ends.',
  ],
};

/** Baichuan's scripts as they were from September 2023 on. */
export const baichuan202309: Recipe = frozen({
  id: 'baichuan-2023-09',
  description:
    "Baichuan-7B's later scripts: C-Eval val with another order of shots for every question, and MMLU",
  source: 'baichuan-inc/Baichuan-7B ab935aa, evaluate_zh.py and evaluate_mmlu.py',
  benchmarks: { ceval, mmlu },
});
