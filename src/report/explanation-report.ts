import type { ExamExplanation } from '../records.ts';
import type { RunFacts } from './run-report.ts';

/** Two runs and why their averages differ, ready to be shown. */
export interface ExplanationReport {
  readonly a: RunFacts;
  readonly b: RunFacts;
  readonly exams: readonly ExamExplanation[];
}
