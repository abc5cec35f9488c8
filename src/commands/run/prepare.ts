import { type LetterIds, letterReader, type LetterReader } from '../../engine/letters.ts';
import { planGroups, type PlannedPrompt } from '../../engine/plan.ts';
import { InputError } from '../../errors.ts';
import type { ExamPrompt } from '../../prompts/exam-prompts.ts';
import { fit, type FittedPrompt, type Room } from '../../prompts/fit.ts';
import type { BenchmarkRecipe } from '../../recipes/recipe.ts';
import type { LetterRule, Prompt, Question, QuestionId, TokenGroup } from '../../records.ts';
import { promptIds, type Tokenizer } from '../../tokenizer/tokenizer.ts';
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

/** One question as it will be scored. Of its prompt only what a journal says is kept: a subject's texts are megabytes. */
export interface PreparedQuestion {
  readonly question: Question;
  readonly prompt: Pick<Prompt, 'sha256' | 'shotsAsked' | 'shotsUsed'>;
  readonly promptTokens: number;
  readonly tokensCut: number;
  /** Why the question has no letter ids, or null. */
  readonly fault: (LetterIds & { readonly found: false }) | null;
}

/** A subject in tokens: what goes to the backend, and what can't. */
export interface PreparedSubject {
  readonly groups: readonly TokenGroup[];
  readonly questions: ReadonlyMap<QuestionId, PreparedQuestion>;
  /** Questions without letter ids; they have failed before any model is asked. */
  readonly withoutLetters: readonly PreparedQuestion[];
  /** The prompts that the groups were made of. */
  readonly planned: readonly PlannedPrompt[];
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
    const { fitted, letters } = prepareQuestion(exam, { rules: run.rules, settings, readLetters });
    questions.set(exam.question.id, withoutText(exam, fitted, letters));
    if (letters.found) {
      planned.push({
        questionId: exam.question.id,
        ids: letters.promptIds,
        letterIds: letters.ids,
      });
    }
  }
  const subject = `${run.benchmark.id}/${run.subject}/${run.split}`;
  const groups = planGroups(planned, { subject, kind: run.rules.score, reuse: settings.reuse });
  return {
    groups,
    questions,
    withoutLetters: [...questions.values()].filter(({ fault }) => fault !== null),
    planned,
  };
}

function withoutText(
  { question }: ExamPrompt,
  { prompt: { sha256, shotsAsked, shotsUsed }, ids, tokensCut }: FittedPrompt,
  letters: LetterIds,
): PreparedQuestion {
  return {
    question,
    prompt: { sha256, shotsAsked, shotsUsed },
    promptTokens: (letters.found ? letters.promptIds : ids).length,
    tokensCut,
    fault: letters.found ? null : letters,
  };
}

interface Preparation {
  readonly rules: BenchmarkRecipe;
  readonly settings: TokenSettings;
  readonly readLetters: LetterReader;
}

interface FittedQuestion {
  readonly fitted: FittedPrompt;
  readonly letters: LetterIds;
}

function prepareQuestion(exam: ExamPrompt, { rules, settings, readLetters }: Preparation): FittedQuestion {
  const fitted = fitPrompt(exam, rules, settings);
  const letters = readLetters(fitted.prompt, fitted.ids);
  if (!letters.found) return { fitted, letters };
  const longest = Math.max(...letters.ids.map((ids) => ids.length));
  const excess = letters.promptIds.length + longest - settings.contextLength;
  if (excess <= 0) return { fitted, letters };
  // A letter of several tokens, or a prompt that grew where the letter begins, needs more room than one token.
  const tighter = fitPrompt(exam, rules, { ...settings, maxTokens: fitted.ids.length - excess });
  return { fitted: tighter, letters: readLetters(tighter.prompt, tighter.ids) };
}

/** A question's prompt in tokens, with as many shots as fit. */
export function fitPrompt(exam: ExamPrompt, rules: BenchmarkRecipe, settings: TokenSettings): FittedPrompt {
  const { tokenizer } = settings;
  return fit(exam, (text) => promptIds(text, rules.bos, tokenizer), roomFor(rules, settings));
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
