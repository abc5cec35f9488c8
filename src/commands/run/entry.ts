import type { JournalEntry, Score, ScoreKind } from '../../records.ts';
import { judge } from '../../scoring/judge.ts';
import type { PreparedQuestion } from './prepare.ts';

/** A question's line of the journal, from its prompt and what the backend said of it. */
export function journalEntry(
  { question, prompt, promptTokens, tokensCut }: PreparedQuestion,
  score: Score,
  kind: ScoreKind,
): JournalEntry {
  const verdict = judge(score, question.answer, question.letters);
  const scored = score.status === 'scored' && verdict.chosen !== null;
  return {
    id: question.id,
    chosen: verdict.chosen,
    gold: verdict.gold,
    outcome: verdict.outcome,
    scores: scored ? score.scores : [],
    kind,
    letterMass: scored ? score.letterMass : null,
    probabilities: verdict.probabilities,
    margin: verdict.margin,
    tie: verdict.tie,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    promptSha256: prompt.sha256,
    promptTokens,
    shotsAsked: prompt.shotsAsked,
    shotsUsed: prompt.shotsUsed,
    tokensCut,
    tokensComputed: score.tokensComputed,
    tokensReused: score.tokensReused,
    milliseconds: score.milliseconds,
  };
}

/** The score of a question that has no letter ids: no model was asked. */
export function scoreWithoutLetters({ question, fault }: PreparedQuestion): Score {
  const cost = { questionId: question.id, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
  if (fault === null) throw new RangeError(`${question.id} has letter ids`);
  const { reason, unanswerable } = fault;
  return unanswerable
    ? { ...cost, status: 'failed', reason, unanswerable: true }
    : { ...cost, status: 'failed', reason };
}
