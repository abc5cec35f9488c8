import type { AverageRule } from '../records.ts';
import { meanOfRatios, type Ratio } from './mean-of-ratios.ts';

/** Subjects' accuracies as one by a rule; each subject has a scored question. NaN where there is no subject. */
export function average(rule: AverageRule, subjects: readonly Ratio[]): number {
  if (rule === 'subject-mean') return meanOfRatios(subjects);
  const part = subjects.reduce((sum, one) => sum + one.part, 0);
  return part / subjects.reduce((sum, one) => sum + one.whole, 0);
}
