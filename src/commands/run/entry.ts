import type { JournalEntry, Score, ScoreKind } from '../../records.ts';
import { judge } from '../../scoring/judge.ts';
import type { PreparedQuestion } from './prepare.ts';

/** A question's line of the journal, from its prompt and what the backend said of it. */
export function journalEntry(
  { exam: { question }, fitted: { prompt, ids, tokensCut }, letters }: PreparedQuestion,
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
    promptTokens: (letters.found ? letters.promptIds : ids).length,
    shotsAsked: prompt.shotsAsked,
    shotsUsed: prompt.shotsUsed,
    tokensCut,
    tokensComputed: score.tokensComputed,
    tokensReused: score.tokensReused,
    milliseconds: score.milliseconds,
  };
}

/** The score of a question that has no letter ids: no model was asked. */
export function scoreWithoutLetters({ exam, letters }: PreparedQuestion): Score {
  const cost = { questionId: exam.question.id, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
  if (letters.found) throw new RangeError(`${exam.question.id} has letter ids`);
  const { reason } = letters;
  return letters.unanswerable
    ? { ...cost, status: 'failed', reason, unanswerable: true }
    : { ...cost, status: 'failed', reason };
}
