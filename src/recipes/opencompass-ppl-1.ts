import { plainText } from '../prompts/question-text.ts';
import type { Question } from '../records.ts';
import { frozen } from './frozen.ts';
import type { BenchmarkRecipe, Layout, Recipe } from './recipe.ts';

/**
 * OpenCompass a5acc4b, ceval_ppl_578f8d, for a base model without a meta template. Every item
 * carries the hint; question and answer are two turns joined by a line feed; three line feeds stand between shots
 * and five before the item. Without a shot two are left, as where its inferencer has dropped all of them.
 */
const cevalLayout: Layout = {
  header: () => '',
  shot: (question, answer, name) => `${cevalTurn(question, name)}${answer}\n\n\n`,
  beforeItem: '\n\n',
  item: cevalTurn,
  gap: '',
};

function cevalTurn(question: Question, name: string): string {
  return `以下是中国关于${name}考试的单项选择题，请选出其中的正确答案。\n${textModeText(question)}\n答案: \n`;
}

/**
 * OpenCompass a5acc4b, mmlu_ppl_ac766d: the bytes of hendrycks/test's layout, with the space
 * before the letter in the template, so that it belongs to the common text.
 */
const mmluLayout: Layout = {
  header: (name) => `The following are multiple choice questions (with answers) about  ${name}.\n\n`,
  shot: (question, answer) => `${textModeText(question)}\nAnswer: ${answer}\n\n`,
  item: (question) => `${textModeText(question)}\nAnswer: `,
  gap: '',
};

/** OpenCompass opens CSV files in text mode, which turns CRLF and a lone CR into LF. */
function textModeText(question: Question): string {
  return plainText(question).replaceAll(/\r\n?/g, '\n');
}

/** What both exams share. */
const common = {
  // FixKRetriever, fix_id_list 0 to 4.
  shots: { kind: 'dev-rows', rows: [0, 1, 2, 3, 4] },
  subjectName: (_subject: string, displayName: string) => displayName,
  letters: 'context',
  score: 'logprob',
  bos: 'tokenizer',
  overflow: { limit: 'context', rule: 'drop-shots' },
  average: { total: 'subject-mean', category: 'subject-mean' },
  decimals: 2,
} as const;

const letterOnly =
  "The score is the letter's log-probability after the common text, where OpenCompass takes the mean loss of the " +
  'whole string; the choice is the same while the four strings have equally many tokens.';

const ceval: BenchmarkRecipe = {
  ...common,
  splits: ['val'],
  layout: () => cevalLayout,
  deviations: [
    letterOnly,
    'A letter in braces inside a question, as in LaTeX, stays as it is, where OpenCompass puts the option of that ' +
      'letter in its place.',
  ],
};

const mmlu: BenchmarkRecipe = {
  ...common,
  splits: ['test'],
  layout: () => mmluLayout,
  // OpenCompass files anatomy under STEM, hendrycks/test under Other.
  categories: { anatomy: 'STEM' },
  deviations: [letterOnly],
};

/** C-Eval val and MMLU by perplexity, as OpenCompass runs base models. */
export const opencompassPpl1: Recipe = frozen({
  id: 'opencompass-ppl-1',
  description: 'C-Eval val and MMLU, 5-shot, after the perplexity configurations of OpenCompass',
  source: 'open-compass/opencompass a5acc4b, ceval_ppl_578f8d and mmlu_ppl_ac766d',
  benchmarks: { ceval, mmlu },
});
