import type { Outcome, OutcomeCounts, SubjectSummary } from '../records.ts';
import type { CountedEntry, SelectedSubject } from './aggregate.ts';
import { wilsonInterval } from './statistics/wilson.ts';

/** Counts one subject's entries. Failed, unanswerable and unlabelled questions are counted but in no accuracy. */
export function summariseSubject(
  { subject, split, total, category }: SelectedSubject & { readonly category: string | null },
  entries: readonly CountedEntry[],
  letters: readonly string[],
): SubjectSummary {
  const counts = countOutcomes(entries.map((entry) => entry.outcome));
  const scored = counts.right + counts.wrong;
  const answers = entries.filter(({ outcome }) => outcome === 'right' || outcome === 'wrong');
  const share = (letter: string) => answers.filter((entry) => entry.gold === letter).length / scored;
  return {
    subject,
    split,
    category,
    counts,
    scored,
    total,
    accuracy: scored === 0 ? null : counts.right / scored,
    interval: scored === 0 ? null : wilsonInterval({ part: counts.right, whole: scored }),
    meanShotsUsed:
      entries.length === 0 ? null : entries.reduce((sum, entry) => sum + entry.shotsUsed, 0) / entries.length,
    truncated: entries.filter((entry) => entry.tokensCut > 0).length,
    constantLetter: scored === 0 ? {} : Object.fromEntries(letters.map((letter) => [letter, share(letter)])),
  };
}

/** How often each outcome stands in a list, absent ones as 0. */
function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const counts = { right: 0, wrong: 0, unanswerable: 0, failed: 0, unlabelled: 0 };
  for (const outcome of outcomes) counts[outcome]++;
  return counts;
}
