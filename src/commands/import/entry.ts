import { InputError } from '../../errors.ts';
import type { LoggedAnswer } from '../../imports/logged.ts';
import type { JournalEntry, RecordedScoreKind, Verdict } from '../../records.ts';
import { judge } from '../../scoring/judge.ts';
import type { AlignedQuestion } from './align-subject.ts';

/**
 * A logged answer as a line of the journal. What a log does not tell is 0: tokens and times.
 * Throws InputError where the log counts the answer otherwise than its own scores do.
 */
export function importedEntry(aligned: AlignedQuestion, shotsAsked: number): JournalEntry {
  const { exam, logged, shots } = aligned;
  const { answer } = logged;
  if (answer.kind !== 'generated' && answer.scores.length !== exam.question.letters.length) {
    throw new InputError(
      `${logged.place} has ${answer.scores.length} scores, and ${exam.question.id} has the letters ${exam.question.letters.join(', ')}.`,
    );
  }
  const verdict = verdictOf(aligned);
  assertCountedAlike(aligned, verdict);
  const scores = answer.kind === 'generated' || verdict.chosen === null ? [] : answer.scores;
  // A loss is a mean over tokens: no probability and no margin in nats follows from it.
  const known = answer.kind === 'logprob';
  return {
    id: exam.question.id,
    chosen: verdict.chosen,
    gold: verdict.gold,
    outcome: verdict.outcome,
    scores,
    kind: kindOf(answer),
    letterMass: known && !answer.optionTexts ? letterMass(scores) : null,
    probabilities: known ? verdict.probabilities : [],
    margin: known ? verdict.margin : null,
    tie: verdict.tie,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    promptSha256: logged.promptSha256,
    promptTokens: 0,
    shotsAsked,
    shotsUsed: shots ?? shotsAsked,
    tokensCut: 0,
    tokensComputed: 0,
    tokensReused: 0,
    milliseconds: 0,
  };
}

/** An entry without scores has the kind that it would have: nothing reads it. */
function kindOf({ kind }: LoggedAnswer): RecordedScoreKind {
  return kind === 'loss' ? 'loss' : 'logprob';
}

function verdictOf({ exam: { question }, logged: { answer } }: AlignedQuestion): Verdict {
  const { id: questionId, answer: gold, letters } = question;
  const cost = { questionId, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
  if (answer.kind !== 'generated') {
    const { scores } = answer;
    return judge({ ...cost, status: 'scored', kind: 'logprob', scores, letterMass: null }, gold, letters);
  }
  const chosen = answer.letter;
  if (chosen === null) {
    return judge({ ...cost, status: 'failed', reason: "no letter in the model's text" }, gold, letters);
  }
  const outcome = gold === null ? 'unlabelled' : chosen === gold ? 'right' : 'wrong';
  return { questionId, chosen, gold, outcome, probabilities: [], margin: null, tie: false };
}

function assertCountedAlike(
  { logged: { place, right } }: AlignedQuestion,
  { questionId, outcome }: Verdict,
): void {
  if (right === null || (outcome !== 'right' && outcome !== 'wrong')) return;
  if (right === (outcome === 'right')) return;
  throw new InputError(
    `${place} counts its answer to ${questionId} as ${right ? 'right' : 'wrong'}, and by its own scores it is ${outcome}: the log was changed, or is of another version of the exam.`,
  );
}

/**
 * The probability of the letters together, out of all that the model could write; null where the log-probabilities are among
 * the letters alone, as in logs of fiveshot's own, or where rounding has made them more than certain.
 */
function letterMass(scores: readonly number[]): number | null {
  const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
  return scores.length > 0 && sum < 1 - 1e-9 ? sum : null;
}
