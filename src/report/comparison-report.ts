import type { ExamComparison } from '../records.ts';
import type { RunFacts } from './run-report.ts';
import type { UnsharedExams } from './unshared-exams.ts';

/** Two runs and what their answers to the same questions say, ready to be shown. */
export interface ComparisonReport extends UnsharedExams {
  readonly a: RunFacts;
  readonly b: RunFacts;
  /** The largest p that is called a difference. */
  readonly alpha: number;
  /** The largest share of an exam's questions that may be left uncompared where the gate is to pass. */
  readonly maxUncompared: number;
  /** How often questions were drawn again and signs were flipped. */
  readonly rounds: number;
  readonly exams: readonly ExamComparison[];
}
