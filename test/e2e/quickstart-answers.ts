import { z } from 'zod';
import { canonicalVerdicts } from '../../src/results/canonical.ts';
import type { JournalEntry } from '../../src/records.ts';

const subjectAnswers = z.strictObject({ right: z.int(), total: z.int(), chosen: z.string() });

/** What the quick start answered: the digest of all verdicts, and for each subject its count and letters in file order. */
export const quickstartAnswers = z.strictObject({
  verdictsSha256: z.string(),
  subjects: z.record(z.string(), subjectAnswers),
});
export type QuickstartAnswers = z.infer<typeof quickstartAnswers>;

/** The answers of a journal; a question without a choice has `-`. */
export function answersOf(entries: readonly JournalEntry[]): QuickstartAnswers {
  const subjects: QuickstartAnswers['subjects'] = {};
  for (const { id, chosen, outcome } of entries.toSorted((a, b) => rowOf(a) - rowOf(b))) {
    const subject = id.split('/').slice(0, 2).join('/');
    const own = subjects[subject] ?? { right: 0, total: 0, chosen: '' };
    subjects[subject] = {
      right: own.right + (outcome === 'right' ? 1 : 0),
      total: own.total + 1,
      chosen: own.chosen + (chosen ?? '-'),
    };
  }
  const sorted = Object.entries(subjects).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { verdictsSha256: canonicalVerdicts(entries).sha256, subjects: Object.fromEntries(sorted) };
}

function rowOf({ id }: JournalEntry): number {
  return Number(id.split('/').at(-1));
}

/** How to say that other answers are meant. */
export const ACCEPT = 'If that is meant, store the new answers with: npm run accept';

/** One line for each subject that is answered otherwise than stored; none where all answers agree. */
export function differences(stored: QuickstartAnswers, found: QuickstartAnswers): string[] {
  const names = [...new Set([...Object.keys(stored.subjects), ...Object.keys(found.subjects)])].toSorted();
  const lines = names.flatMap((name) => {
    const [had, has] = [stored.subjects[name], found.subjects[name]];
    if (had === undefined) return [`${name}: not among the stored answers`];
    if (has === undefined) return [`${name}: stored, and not run`];
    if (had.total !== has.total) return [`${name}: ${has.total} questions, ${had.total} stored`];
    const other = has.chosen
      .split('')
      .flatMap((letter, place) => (letter === had.chosen[place] ? [] : [place + 1]));
    return other.length === 0 && had.right === has.right
      ? []
      : [
          `${name}: ${has.right} of ${has.total} right, ${had.right} stored; other letters at ${other.join(', ')}`,
        ];
  });
  // The same letters with other ids or another key.
  if (lines.length === 0 && stored.verdictsSha256 !== found.verdictsSha256)
    lines.push('the verdicts: same letters, but not for the same questions and answers');
  return lines;
}
