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
  const known = subjects.filter(({ scored }) => scored > 0);
  const scored = known.reduce((sum, one) => sum + one.scored, 0);
  const right = known.reduce((sum, one) => sum + one.counts.right, 0);
  const tested = known.length < 2 ? [] : known;
  const found = tested.map((one) => {
    const own = { part: one.counts.right, whole: one.scored };
    const others = { part: right - own.part, whole: scored - own.whole };
    return {
      subject: one.subject,
      split: one.split,
      right: own.part,
      scored: own.whole,
      othersRight: others.part,
      othersScored: others.whole,
      p: fisherExact(own, others),
    };
  });
  const corrected = holm(found.map(({ p }) => p));
  return {
    alpha: OUT_OF_LINE_ALPHA,
    tested: tested.length,
    subjects: found
      .map((one, index) => Object.assign(one, { holm: corrected[index] ?? 1 }))
      .filter((one) => one.holm <= OUT_OF_LINE_ALPHA)
      .toSorted((a, b) => Math.abs(distanceOf(b)) - Math.abs(distanceOf(a))),
  };
}

/** A subject's accuracy less that of the others. */
function distanceOf({ right, scored, othersRight, othersScored }: OutlyingSubject): number {
  return right / scored - othersRight / othersScored;
}
