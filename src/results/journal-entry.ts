import { z } from 'zod';
import type { JournalEntry } from '../records.ts';

const count = z.int().min(0);
const letter = z.string().min(1).nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');
const questionId = z
  .string()
  .regex(/^[^/\s]+\/[^/]+\/(dev|val|test)\/(0|[1-9]\d*)$/, 'is not benchmark/subject/split/index');

/** One line of a journal. Strict, with finite numbers only, and with an outcome that agrees with its letters. */
export const journalEntrySchema: z.ZodType<JournalEntry> = z
  .strictObject({
    id: questionId,
    chosen: letter,
    gold: letter,
    outcome: z.enum(['right', 'wrong', 'unanswerable', 'failed', 'unlabelled']),
    scores: z.array(z.number()),
    kind: z.enum(['logit', 'logprob', 'loss']),
    letterMass: z.number().min(0).nullable(),
    probabilities: z.array(z.number().min(0).max(1)),
    margin: z.number().min(0).nullable(),
    tie: z.boolean(),
    reason: z.string().exactOptional(),
    promptSha256: hash,
    promptTokens: count,
    shotsAsked: count,
    shotsUsed: count,
    tokensCut: count,
    tokensComputed: count,
    tokensReused: count,
    milliseconds: z.number().min(0),
  })
  .refine((entry) => entry.outcome === outcomeOf(entry), {
    path: ['outcome'],
    error: 'does not agree with chosen and gold',
  });

/** The outcome that the letters imply; where nothing was chosen, the one that says why. */
function outcomeOf({
  chosen,
  gold,
  outcome,
}: Pick<JournalEntry, 'chosen' | 'gold' | 'outcome'>): JournalEntry['outcome'] {
  if (chosen === null) return outcome === 'unanswerable' ? 'unanswerable' : 'failed';
  if (gold === null) return 'unlabelled';
  return chosen === gold ? 'right' : 'wrong';
}

/** The first thing wrong with a value that a schema refused, for the end of a message: `scores.2: expected number`. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'unknown fault';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
