import { strippedStemText } from '../prompts/question-text.ts';
import { frozen } from './frozen.ts';
import type { BenchmarkRecipe, Layout, Recipe } from './recipe.ts';

/**
 * lm-evaluation-harness 4e7e0d4, ceval-valid 2.0: no 考试 in the header, the stem
 * stripped, and the harness's default space between item and answer.
 */
const cevalLayout: Layout = {
  header: (name) => `以下是中国关于${name}的单项选择题，请选出其中的正确答案。\n\n`,
  shot: (question, answer) => `${strippedStemText(question)}\n答案： ${answer}\n\n`,
  item: (question) => `${strippedStemText(question)}\n答案：`,
  gap: ' ',
};

/** lm-evaluation-harness 4e7e0d4, mmlu 2: one space after `about`, stem stripped. */
const mmluLayout: Layout = {
  header: (name) => `The following are multiple choice questions (with answers) about ${name}.\n\n`,
  shot: (question, answer) => `${strippedStemText(question)}\nAnswer: ${answer}\n\n`,
  item: (question) => `${strippedStemText(question)}\nAnswer:`,
  gap: ' ',
};

/** What both exams share. */
const common = {
  // The `first_n` sampler on dev.
  shots: { kind: 'dev-rows', rows: [0, 1, 2, 3, 4] },
  subjectName: (_subject: string, displayName: string) => displayName,
  letters: 'context',
  score: 'logprob',
  bos: 'tokenizer',
  overflow: { limit: 'context', rule: 'cut-left' },
  average: { total: 'pooled', category: 'pooled' },
  decimals: 2,
  deviations: [
    'The texts come from the published archive, where the harness reads a hosted copy of the data.',
  ],
} as const;

const ceval: BenchmarkRecipe = { ...common, splits: ['val'], layout: () => cevalLayout };

const mmlu: BenchmarkRecipe = {
  ...common,
  splits: ['test'],
  layout: () => mmluLayout,
  // The harness files anatomy under stem, hendrycks/test under other.
  categories: { anatomy: 'STEM' },
};

/** C-Eval val and MMLU as EleutherAI's harness runs them with five shots. */
export const lmEval1: Recipe = frozen({
  id: 'lm-eval-1',
  description: 'C-Eval val and MMLU, 5-shot, after EleutherAI lm-evaluation-harness',
  source: 'EleutherAI/lm-evaluation-harness 4e7e0d4, tasks ceval-valid 2.0 and mmlu 2',
  benchmarks: { ceval, mmlu },
});
