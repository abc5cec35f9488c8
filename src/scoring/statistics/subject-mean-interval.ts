import type { Interval } from '../../records.ts';
import type { Ratio } from '../mean-of-ratios.ts';
import { wilsonInterval, Z_95 } from './wilson.ts';

/**
 * The 95 % interval of the plain mean of K subjects' accuracies, whose questions are drawn subject by subject.
 *
 * The variances of the subjects add up (stratified sampling: Cochran, Sampling Techniques, 1977, 5.4). Before that each
 * of the K subjects gets 2/K right and 2/K wrong answers more, after Price and Bonett's interval of a linear function of
 * binomial proportions (Computational Statistics & Data Analysis 45, 2004, 449-456), so that subjects with all or none
 * right have a variance too. Their variance is divided by n - 1 here and not by n: subjects of five questions otherwise
 * give intervals that hold in 92 % of cases. One subject's mean is its accuracy, and so is its interval (Wilson).
 */
export function subjectMeanInterval(subjects: readonly Ratio[]): Interval {
  const [first] = subjects;
  if (first === undefined) return { low: Number.NaN, high: Number.NaN };
  if (subjects.length === 1) return wilsonInterval(first);
  const added = 2 / subjects.length;
  let sum = 0;
  let variance = 0;
  for (const { part, whole } of subjects) {
    const questions = whole + 2 * added;
    const share = (part + added) / questions;
    sum += share;
    variance += (share * (1 - share)) / (questions - 1);
  }
  const centre = sum / subjects.length;
  const reach = (Z_95 * Math.sqrt(variance)) / subjects.length;
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
