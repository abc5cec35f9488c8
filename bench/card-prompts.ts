/** The prompts that the reference token ids were made of, built by fiveshot from the real exams. */
import { benchmarks } from '../src/benchmarks/index.ts';
import { examPrompts } from '../src/prompts/exam-prompts.ts';
import { card1 } from '../src/recipes/card-1.ts';
import type { BenchmarkId, Prompt, Split } from '../src/records.ts';

/** Sets of prompts by the names that the reference files give them. */
export const PROMPT_SETS = {
  'mmlu-official-test': { benchmark: 'mmlu', split: 'test' },
  'ceval-card-val': { benchmark: 'ceval', split: 'val' },
  'gaokao-card': { benchmark: 'gaokao', split: 'test' },
} as const satisfies Record<string, { benchmark: BenchmarkId; split: Split }>;

export type PromptSet = keyof typeof PROMPT_SETS;

/** The prompts of card-1, subjects in ascending order; `exams` is the folder that holds the data. */
export async function cardPrompts(id: BenchmarkId, split: Split, exams: string): Promise<Prompt[]> {
  const benchmark = benchmarks.find((one) => one.id === id);
  const data = await benchmark?.open(exams);
  if (benchmark === undefined || data === null || data === undefined) throw new Error(`no data of ${id}`);
  const prompts: Prompt[] = [];
  for (const { id: subject, displayName } of benchmark.subjects.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const questions = await data.questions(subject, split);
    const dev = id === 'gaokao' ? [] : await data.questions(subject, 'dev');
    for (const prompt of examPrompts(card1, { benchmark: id, subject, displayName, questions, dev })) {
      prompts.push(prompt.render(prompt.shotIds.length));
    }
  }
  return prompts;
}
