import { letterReader, type LetterIds } from '../../engine/letters.ts';
import { computedTokens, minimumTokens, planGroups, type PlannedPrompt } from '../../engine/plan.ts';
import { InputError } from '../../errors.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import { fit, type FittedPrompt, type Room } from '../../prompts/fit.ts';
import type { BenchmarkRecipe } from '../../recipes/recipe.ts';
import type { LetterRule, QuestionId, TokenGroup } from '../../records.ts';
import { type Tokenizer, withBos } from '../../tokenizer/tokenizer.ts';
import type { SubjectRun } from '../exams.ts';

/** How prompts become tokens in a run. */
export interface TokenSettings {
  readonly tokenizer: Tokenizer;
  /** Tokens that the model takes, prompt and letter together. */
  readonly contextLength: number;
  /** Overrides of the recipe. */
  readonly letters: LetterRule | undefined;
  readonly maxTokens: number | undefined;
  readonly reuse: boolean;
}

/** One question as it will be scored. */
export interface PreparedQuestion {
  readonly exam: ExamPrompt;
  readonly fitted: FittedPrompt;
  readonly letters: LetterIds;
}

/** A subject in tokens: what goes to the backend, and what can't. */
export interface PreparedSubject {
  readonly groups: readonly TokenGroup[];
  readonly questions: ReadonlyMap<QuestionId, PreparedQuestion>;
  /** Questions without letter ids; they have failed before any model is asked. */
  readonly withoutLetters: readonly PreparedQuestion[];
  /** The fewest tokens that these questions can be scored with. */
  readonly minimumTokens: number;
  readonly plannedTokens: number;
}

/** Fits, tokenises and groups some of a subject's questions. */
export function prepareSubject(
  run: SubjectRun,
  exams: readonly ExamPrompt[],
  settings: TokenSettings,
): PreparedSubject {
  const readLetters = letterReader({
    tokenizer: settings.tokenizer,
    rule: settings.letters ?? run.rules.letters,
    kind: run.rules.score,
  });
  const questions = new Map<QuestionId, PreparedQuestion>();
  const planned: PlannedPrompt[] = [];
  for (const exam of exams) {
    const fitted = fitPrompt(exam, run.rules, settings);
    const letters = readLetters(fitted.prompt, fitted.ids);
    questions.set(exam.question.id, { exam, fitted, letters });
    if (letters.found) {
      planned.push({
        questionId: exam.question.id,
        ids: letters.promptIds,
        shotsUsed: fitted.prompt.shotsUsed,
        tokensCut: fitted.tokensCut,
        letterIds: letters.ids,
      });
    }
  }
  const subject = `${run.benchmark.id}/${run.subject}/${run.split}`;
  const groups = planGroups(planned, { subject, kind: run.rules.score, reuse: settings.reuse });
  return {
    groups,
    questions,
    withoutLetters: [...questions.values()].filter(({ letters }) => !letters.found),
    minimumTokens: minimumTokens(planned),
    plannedTokens: computedTokens(groups),
  };
}

/** A question's prompt in tokens, with as many shots as fit. */
export function fitPrompt(exam: ExamPrompt, rules: BenchmarkRecipe, settings: TokenSettings): FittedPrompt {
  const { tokenizer } = settings;
  return fit(
    exam,
    (text) => withBos(tokenizer.encode(text), rules.bos, tokenizer.bos),
    roomFor(rules, settings),
  );
}

/**
 * Tokens that a prompt may have: the recipe's limit or `--max-tokens`, never more than the context less the letter
 * (docs/recipes.md). Throws InputError where `--max-tokens` is more than that.
 */
function roomFor(rules: BenchmarkRecipe, { contextLength, maxTokens }: TokenSettings): Room {
  const { limit, rule } = rules.overflow;
  const most = contextLength - 1;
  if (maxTokens !== undefined && maxTokens > most) {
    throw new InputError(
      `--max-tokens is ${maxTokens}, and the model takes at most ${most} tokens before the letter.`,
    );
  }
  return { limit: maxTokens ?? (limit === 'context' ? most : Math.min(limit, most)), rule };
}
