import type { Question } from '../records.ts';
import type { Layout } from './recipe.ts';

/**
 * The C-Eval layout of the card's date: baichuan-inc/Baichuan-7B 43b2ca1, evaluate_zh.py. A shot begins with its line feed, so that one blank line follows the
 * header and none stands between shots. The letter follows the full-width colon at once.
 */
export function baichuanLayout(text: (question: Question) => string): Layout {
  return {
    header: (name) => `以下是中国关于${name}考试的单项选择题，请选出其中的正确答案。\n`,
    shot: (question, answer) => `\n${text(question)}\n答案：${answer}`,
    item: (question) => `\n${text(question)}\n答案：`,
    gap: '',
  };
}

/**
 * The MMLU layout: hendrycks/test 4450500, evaluate.py `gen_prompt` and `format_example`, which Baichuan-7B's
 * script keeps. Two spaces after `about`: `format_subject` puts one
 * before every word. The item ends at the colon, the letter follows after a space.
 */
export function hendrycksLayout(text: (question: Question) => string): Layout {
  return {
    header: (name) => `The following are multiple choice questions (with answers) about  ${name}.\n\n`,
    shot: (question, answer) => `${text(question)}\nAnswer: ${answer}\n\n`,
    item: (question) => `${text(question)}\nAnswer:`,
    gap: ' ',
  };
}

/**
 * The subject names of Baichuan-7B's C-Eval scripts: C-Eval's own but for one, which lacks 体系.
 */
export function baichuanSubjectName(subject: string, displayName: string): string {
  return baichuanNames[subject] ?? displayName;
}

const baichuanNames: Readonly<Record<string, string>> = {
  mao_zedong_thought: '毛泽东思想和中国特色社会主义理论概论',
};
