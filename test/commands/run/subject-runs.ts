import { join } from 'node:path';
import { benchmarks } from '../../../src/benchmarks/index.ts';
import type { SubjectRun } from '../../../src/commands/exams.ts';
import type { TokenSettings } from '../../../src/commands/run/prepare.ts';
import { examPrompts } from '../../../src/prompts/exam-prompts.ts';
import { findRecipe } from '../../../src/recipes/index.ts';
import { loadTokenizer } from '../../../src/tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';
import { fixtureExam } from '../../prompts/fixture-exams.ts';

/** A byte-level tokenizer in which `A` and ` A` are different tokens. */
export const tokenizer = await loadTokenizer(
  join(import.meta.dirname, '../../fixtures/tokenizer/tiny-bloom'),
);

/** One of the fixture exams as a subject of a run. */
export function subjectRun(name: Parameters<typeof fixtureExam>[0], recipe = 'card-1'): SubjectRun {
  const exam = fixtureExam(name);
  const benchmark = benchmarks.find(({ id }) => id === exam.benchmark);
  const rules = findRecipe(recipe).benchmarks[exam.benchmark];
  if (benchmark === undefined || rules === undefined) throw new Error(`${recipe} has no ${name}`);
  return {
    benchmark,
    rules,
    subject: exam.subject,
    split: exam.questions[0]?.id.split('/')[2] === 'val' ? 'val' : 'test',
    prompts: examPrompts(findRecipe(recipe), exam),
    sources: [],
    samples: null,
  };
}

export function settingsOf(changes: Partial<TokenSettings> & { tokenizer?: Tokenizer } = {}): TokenSettings {
  return {
    tokenizer,
    contextLength: 4096,
    letters: undefined,
    maxTokens: undefined,
    reuse: true,
    ...changes,
  };
}
