import type { Diagnostics, OutlyingSubject, SubjectSummary } from '../../records.ts';
import { fisherExact } from '../statistics/fisher.ts';
import { holm } from '../statistics/holm.ts';
import { OUT_OF_LINE_ALPHA } from './thresholds.ts';

type TestedSubject = Pick<SubjectSummary, 'subject' | 'split' | 'counts' | 'scored'>;

/**
 * Subjects whose accuracy differs from that of all the others together by more than chance: Fisher's exact test of each,
 * corrected for their number after Holm. A subject is compared with the others and not with the whole, which it is part of.
 */
export function outOfLine(subjects: readonly TestedSubject[]): Diagnostics['outOfLine'] {
  const own = subjects.filter(({ scored }) => scored > 0);
  const scored = own.reduce((sum, one) => sum + one.scored, 0);
  const right = own.reduce((sum, one) => sum + one.counts.right, 0);
  const tested = own.length < 2 ? [] : own;
  const found = tested.map((one) => ({
    subject: one.subject,
    split: one.split,
    right: one.counts.right,
    scored: one.scored,
    othersRight: right - one.counts.right,
    othersScored: scored - one.scored,
  }));
  const pValues = found.map((one) =>
    fisherExact({ part: one.right, whole: one.scored }, { part: one.othersRight, whole: one.othersScored }),
  );
  const corrected = holm(pValues);
  return {
    alpha: OUT_OF_LINE_ALPHA,
    tested: tested.length,
    subjects: found
      .map((one, index) => ({ ...one, p: pValues[index] ?? 1, holm: corrected[index] ?? 1 }))
      .filter((one) => one.holm <= OUT_OF_LINE_ALPHA)
      .toSorted((a, b) => Math.abs(distanceOf(b)) - Math.abs(distanceOf(a))),
  };
}

/** A subject's accuracy less that of the others. */
function distanceOf({ right, scored, othersRight, othersScored }: OutlyingSubject): number {
  return right / scored - othersRight / othersScored;
}
