import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import { fitPrompt, type TokenSettings } from './prepare.ts';
import { type AskedSubject, itemSize, textSize } from './share.ts';

/**
 * About the tokens of the longest prompt of some subjects: those of the prompt with the most text in each exam, so that not
 * every prompt has to be tokenised.
 */
export function longestPrompt(subjects: readonly AskedSubject[], settings: TokenSettings): number {
  const longest = new Map<string, { readonly size: number; readonly count: () => number }>();
  for (const { run, asked } of subjects) {
    const exam = longestItem(asked);
    if (exam === undefined) continue;
    const size = textSize(exam.render(exam.shotIds.length).text);
    if (size <= (longest.get(run.benchmark.id)?.size ?? 0)) continue;
    longest.set(run.benchmark.id, {
      size,
      count: () => fitPrompt(exam, run.rules, settings).ids.length,
    });
  }
  return Math.max(0, ...[...longest.values()].map(({ count }) => count()));
}

function longestItem(prompts: readonly ExamPrompt[]): ExamPrompt | undefined {
  return prompts.reduce(
    (longest: ExamPrompt | undefined, one) =>
      longest === undefined || itemSize(one) > itemSize(longest) ? one : longest,
    undefined,
  );
}
