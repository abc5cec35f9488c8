import { plainText } from '../prompts/question-text.ts';
import { frozen } from './frozen.ts';
import { hendrycksLayout } from './layouts.ts';
import type { BenchmarkRecipe, Layout, Recipe } from './recipe.ts';

/**
 * C-Eval's own layout: hkust-nlp/ceval cba65ae, README and the evaluators' `generate_few_shot_prompt`.
 * A blank line follows the header and every shot.
 */
const cevalLayout: Layout = {
  header: (name) => `以下是中国关于${name}考试的单项选择题，请选出其中的正确答案。\n\n`,
  shot: (question, answer) => `${plainText(question)}\n答案：${answer}\n\n`,
  item: (question) => `${plainText(question)}\n答案：`,
  gap: '',
};

const ceval: BenchmarkRecipe = {
  splits: ['test', 'val'],
  shots: { kind: 'dev-rows', rows: [0, 1, 2, 3, 4] },
  layout: () => cevalLayout,
  subjectName: (_subject, displayName) => displayName,
  // The LLaMA evaluator: bare letter, BOS before the prompt.
  letters: 'upstream',
  score: 'logit',
  bos: 'tokenizer',
  overflow: { limit: 'context', rule: 'drop-shots' },
  average: { total: 'subject-mean', category: 'subject-mean' },
  decimals: 1,
  deviations: [
    'The header names the subject in Chinese, as the README does; the code that runs it fills in the file name.',
    "The letter's token is the last of the bare letter's ids, where the LLaMA evaluator takes the first.",
    'BOS follows the tokenizer, where the LLaMA evaluator always adds one.',
    'A copy without answers to its test split is scored on val.',
  ],
};

const mmlu: BenchmarkRecipe = {
  splits: ['test'],
  shots: { kind: 'dev-rows', rows: [0, 1, 2, 3, 4] },
  layout: () => hendrycksLayout(plainText),
  subjectName: (_subject, displayName) => displayName,
  // The API script looks up ` A` to ` D` among the next token's log-probabilities.
  letters: 'context',
  score: 'logit',
  bos: 'tokenizer',
  overflow: { limit: 2048, rule: 'drop-shots' },
  average: { total: 'pooled', category: 'pooled' },
  decimals: 1,
  deviations: [
    "The limit of 2048 tokens counts the scored model's tokens, where the script counts GPT-2's.",
    'An item that alone has more than 2048 tokens is cut on the left, where the script never ends.',
    'All four letters have a score, where the script gives -100 to one outside the top 100.',
  ],
};

/** C-Eval and MMLU after their authors' own code. */
export const official1: Recipe = frozen({
  id: 'official-1',
  description: "C-Eval and MMLU, 5-shot, after their authors' own repositories",
  source: 'hkust-nlp/ceval cba65ae (C-Eval), hendrycks/test 4450500, evaluate.py (MMLU)',
  benchmarks: { ceval, mmlu },
});
