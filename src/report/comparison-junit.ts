import type { ExamComparison } from '../records.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { comparisonSentence } from './comparison-words.ts';
import { renderJunit, type JunitSuite } from './junit.ts';

/** A comparison's gate as a JUnit file: a suite an exam with one case, which fails where B is significantly worse. */
export function comparisonAsJunit({ a, b, alpha, exams }: ComparisonReport): string {
  const properties = {
    'a.run': a.id,
    'a.model': a.model,
    'b.run': b.id,
    'b.model': b.model,
    alpha: String(alpha),
  };
  return renderJunit(
    'fiveshot compare',
    exams.map((exam) => ({ name: exam.title, properties, cases: [gateCase(exam)] })),
  );
}

function gateCase(exam: ExamComparison): JunitSuite['cases'][number] {
  const name = 'B is not significantly worse than A';
  const sentence = comparisonSentence(exam);
  if (exam.average === null) return { name, error: { message: sentence, type: 'undecided' } };
  if (exam.average.finding !== 'worse') return { name };
  return { name, failure: { message: sentence, type: 'worse', text: exam.notes.join(' ') } };
}
