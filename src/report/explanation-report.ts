import type { ExamExplanation } from '../records.ts';
import type { RunFacts } from './run-report.ts';
import type { UnsharedExams } from './unshared-exams.ts';

/** Two runs and why their averages differ, ready to be shown. */
export interface ExplanationReport extends UnsharedExams {
  readonly a: RunFacts;
  readonly b: RunFacts;
  readonly exams: readonly ExamExplanation[];
}
