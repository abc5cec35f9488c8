import { InputError } from '../errors.ts';
import type { JournalEntry, Outcome, PairCounts, UncomparedCounts } from '../records.ts';
import { questionsOf } from './pair-counts.ts';

/** What comparing needs of a journal entry. */
export type PairedEntry = Pick<JournalEntry, 'id' | 'outcome' | 'gold' | 'promptSha256'>;

/** Two runs' entries of the same subject, question by question. */
export interface PairedEntries {
  /** Questions that both runs scored: the sum of the pairs. */
  readonly compared: number;
  readonly pairs: PairCounts;
  readonly uncompared: UncomparedCounts;
  /** Compared questions whose prompts are not the same text. */
  readonly otherPrompts: number;
}

/**
 * Aligns two runs' entries by question id. A question that one run lacks, or that either run has no right or wrong answer
 * to, is counted and not compared.
 * Throws InputError where the runs have different answers to a question: they are of other data.
 */
export function pairEntries(a: readonly PairedEntry[], b: readonly PairedEntry[]): PairedEntries {
  const inB = new Map(b.map((entry) => [entry.id, entry]));
  const pairs = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
  const uncompared = { onlyInA: 0, onlyInB: b.length, failed: 0, unanswerable: 0, unlabelled: 0 };
  let otherPrompts = 0;
  for (const one of a) {
    const other = inB.get(one.id);
    if (other === undefined) {
      uncompared.onlyInA++;
      continue;
    }
    uncompared.onlyInB--;
    assertSameAnswer(one, other);
    const reason = whyNotCompared([one.outcome, other.outcome]);
    if (reason !== undefined) {
      uncompared[reason]++;
      continue;
    }
    pairs[cellOf(one.outcome === 'right', other.outcome === 'right')]++;
    if (one.promptSha256 !== other.promptSha256) otherPrompts++;
  }
  return { compared: questionsOf(pairs), pairs, uncompared, otherPrompts };
}

/** A question has one reason: that it failed says more than that it has no answer. */
function whyNotCompared(outcomes: readonly Outcome[]): 'failed' | 'unanswerable' | 'unlabelled' | undefined {
  return (['failed', 'unanswerable', 'unlabelled'] as const).find((outcome) => outcomes.includes(outcome));
}

function cellOf(rightInA: boolean, rightInB: boolean): keyof PairCounts {
  if (rightInA) return rightInB ? 'both' : 'onlyA';
  return rightInB ? 'onlyB' : 'neither';
}

/** Throws InputError where two runs have different answers to a question. */
export function assertSameAnswer(a: Pick<PairedEntry, 'id' | 'gold'>, b: Pick<PairedEntry, 'gold'>): void {
  if (a.gold === b.gold) return;
  throw new InputError(
    `The answer of ${a.id} is ${a.gold ?? 'unknown'} in A and ${b.gold ?? 'unknown'} in B: the runs are of other data and can't be compared.`,
  );
}
