import { InputError } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { BenchmarkRecipe, Layout, Recipe } from '../recipes/recipe.ts';
import type { BenchmarkId, Prompt, Question, QuestionId } from '../records.ts';
import { divide, shotCount, type ShotPlan } from './shots.ts';

/** One subject's questions and what to ask of them. */
export interface SubjectExam {
  readonly benchmark: BenchmarkId;
  readonly subject: string;
  /** The subject's name after its data set, see `Subject.displayName`. */
  readonly displayName: string;
  /** All usable questions of the split to score, in file order. */
  readonly questions: readonly Question[];
  /** All usable questions of the dev split, in file order; empty where the benchmark has none. */
  readonly dev: readonly Question[];
  /** How many of the recipe's shots to use, from its first on; all of them unless given. */
  readonly shots?: number;
}

/** A scored question whose prompt can be rendered with any number of its shots. */
export interface ExamPrompt {
  readonly question: Question;
  /** The shots in their order; a prompt with fewer keeps the first ones. */
  readonly shotIds: readonly QuestionId[];
  /** The prompt with the first `shots` shots. Throws RangeError where there are not that many. */
  render(shots: number): Prompt;
}

/** What stands before the item: `texts[k]` is the header, the first `k` shots and the text before the item. */
interface Opening {
  readonly shots: readonly Question[];
  readonly texts: readonly string[];
}

/**
 * The questions that a recipe scores in one subject and split, in file order, each with its prompt.
 * Throws InputError where the recipe does not have the benchmark, where `shots` is not a whole number from 0
 * to the recipe's own, and where the data cannot give the shots.
 */
export function examPrompts(recipe: Recipe, exam: SubjectExam): readonly ExamPrompt[] {
  const rules = recipe.benchmarks[exam.benchmark];
  if (rules === undefined) {
    throw new InputError(
      `Recipe ${recipe.id} does not say how to ask ${exam.benchmark}, only ` +
        `${Object.keys(recipe.benchmarks).join(', ')}; choose another recipe or leave the benchmark out.`,
    );
  }
  const pool = { name: `${exam.benchmark}/${exam.subject}`, questions: exam.questions, dev: exam.dev };
  const plans = divide(rules.shots, pool, checkedShots(recipe.id, rules, exam.shots));
  const layout = rules.layout(exam.subject);
  const subjectName = rules.subjectName(exam.subject, exam.displayName);
  // The shots are five sixths of a prompt: their text is made once for all neighbours that share them.
  let opening: Opening | undefined;
  return plans.map((plan) => {
    if (opening?.shots !== plan.shots) opening = openingOf(layout, subjectName, plan.shots);
    return promptOf({ recipe: recipe.id, layout, subjectName, plan, texts: opening.texts });
  });
}

/**
 * Digest of a set of prompts: SHA-256 over the concatenation of each prompt's hash and a line feed
 * (docs/recipes.md). The order decides: subjects in ascending order of code units, questions in file order.
 */
export function digestOf(promptHashes: readonly string[]): string {
  return sha256(promptHashes.map((hash) => `${hash}\n`).join(''));
}

function checkedShots(recipe: string, rules: BenchmarkRecipe, shots: number | undefined): number {
  const most = shotCount(rules.shots);
  if (shots === undefined) return most;
  if (!Number.isInteger(shots) || shots < 0 || shots > most) {
    throw new InputError(`--shots is ${shots}; recipe ${recipe} takes a whole number from 0 to ${most}.`);
  }
  return shots;
}

function openingOf(layout: Layout, subjectName: string, shots: readonly Question[]): Opening {
  const before = layout.beforeItem ?? '';
  let text = layout.header(subjectName);
  const texts = [text + before];
  for (const shot of shots) {
    if (shot.answer === null) {
      throw new InputError(`${shot.id} is a shot of its subject and has no answer; complete the data set.`);
    }
    text += layout.shot(shot, shot.answer, subjectName);
    texts.push(text + before);
  }
  return { shots, texts };
}

interface PromptParts {
  readonly recipe: string;
  readonly layout: Layout;
  readonly subjectName: string;
  readonly plan: ShotPlan;
  readonly texts: readonly string[];
}

function promptOf({ recipe, layout, subjectName, plan, texts }: PromptParts): ExamPrompt {
  const { question } = plan;
  const shotIds = plan.shots.map(({ id }) => id);
  return {
    question,
    shotIds,
    render(shots) {
      const opening = texts[shots];
      if (opening === undefined) {
        throw new RangeError(`${question.id} has ${shotIds.length} shots, not ${shots}.`);
      }
      const text = opening + layout.item(question, subjectName);
      return {
        questionId: question.id,
        recipe,
        text,
        sha256: sha256(text),
        shotIds: shotIds.slice(0, shots),
        shotsAsked: shotIds.length,
        shotsUsed: shots,
        letters: question.letters,
        continuations: question.letters.map((letter) => layout.gap + letter),
      };
    },
  };
}
