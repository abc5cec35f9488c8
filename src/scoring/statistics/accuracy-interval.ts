import type { AverageRule, Interval } from '../../records.ts';
import type { Ratio } from '../mean-of-ratios.ts';
import { subjectMeanInterval } from './subject-mean-interval.ts';
import { wilsonInterval } from './wilson.ts';

/** The 95 % interval of an average by its own rule, over subjects that each have a scored question; at least one. */
export function accuracyInterval(rule: AverageRule, subjects: readonly Ratio[]): Interval {
  if (rule === 'subject-mean') return subjectMeanInterval(subjects);
  return wilsonInterval({
    part: subjects.reduce((sum, { part }) => sum + part, 0),
    whole: subjects.reduce((sum, { whole }) => sum + whole, 0),
  });
}
