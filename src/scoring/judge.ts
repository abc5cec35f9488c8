import { InputError } from '../errors.ts';
import type { Score, Verdict } from '../records.ts';

/**
 * What a question's score means: the letter with the highest score, and whether it is the right one.
 *
 * Strict `>` from A on, so the first of equals wins, as argmax does in every reference script (hendrycks/test
 * `evaluate.py`, Baichuan's C-Eval script). Where those let a NaN choose (numpy takes the first NaN), nothing is chosen
 * here: the question has failed. `gold` null gives `unlabelled` with the chosen letter.
 * Throws InputError where the answer is none of the letters, since no model could be right.
 */
export function judge(score: Score, gold: string | null, letters: readonly string[]): Verdict {
  if (gold !== null && !letters.includes(gold)) {
    throw new InputError(
      `The answer of ${score.questionId} is ${JSON.stringify(gold)}, which is none of its letters ${letters.join(', ')}: mend its data file.`,
    );
  }
  if (score.status === 'failed') {
    return unchosen(score.questionId, gold, score.unanswerable ? 'unanswerable' : 'failed', score.reason);
  }
  const fault = faultOf(score.scores, letters);
  if (fault !== null) return unchosen(score.questionId, gold, 'failed', fault);
  const choice = choose(score.scores, letters);
  return {
    questionId: score.questionId,
    gold,
    outcome: gold === null ? 'unlabelled' : choice.chosen === gold ? 'right' : 'wrong',
    ...choice,
  };
}

/** What finite scores say by themselves, at least one and at most one a letter. */
export function choose(
  scores: readonly number[],
  letters: readonly string[],
): Pick<Verdict, 'chosen' | 'probabilities' | 'margin' | 'tie'> {
  const [first = 0, second] = scores.toSorted((a, b) => b - a);
  return {
    chosen: letters[scores.indexOf(first)] ?? null,
    probabilities: softmax(scores, first),
    margin: second === undefined ? null : Math.abs(first - second),
    tie: first === second,
  };
}

/** Why nothing can be chosen from these scores, or null. */
function faultOf(scores: readonly number[], letters: readonly string[]): string | null {
  if (scores.length !== letters.length || scores.length === 0) {
    return `${scores.length} scores for ${letters.length} letters`;
  }
  const index = scores.findIndex((score) => !Number.isFinite(score));
  return index === -1 ? null : `the score of ${letters[index]} is ${scores[index]}`;
}

function unchosen(
  questionId: string,
  gold: string | null,
  outcome: 'failed' | 'unanswerable',
  reason: string,
): Verdict {
  return { questionId, chosen: null, gold, outcome, probabilities: [], margin: null, tie: false, reason };
}

/** Less the highest score first, so that no exponential overflows. */
function softmax(scores: readonly number[], highest: number): number[] {
  const weights = scores.map((score) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
