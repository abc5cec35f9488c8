import type { ExamComparison } from '../records.ts';
import type { ComparisonReport } from './comparison-report.ts';
import { comparedText, comparisonSentence } from './comparison-words.ts';
import { examVerdict, lackText } from './comparison-verdict.ts';
import { renderJunit, type JunitSuite } from './junit.ts';

/**
 * A comparison's gate as a JUnit file: a suite an exam with one case, which fails where B is significantly worse and has an
 * error where too little was compared to tell.
 */
export function comparisonAsJunit(report: ComparisonReport): string {
  const { a, b, alpha, maxUncompared, exams, onlyInA } = report;
  const properties = {
    'a.run': a.id,
    'a.model': a.model,
    'b.run': b.id,
    'b.model': b.model,
    alpha: String(alpha),
    maxUncompared: String(maxUncompared),
  };
  return renderJunit('fiveshot compare', [
    ...exams.map((exam) => ({ name: exam.title, properties, cases: [gateCase(exam, report)] })),
    ...onlyInA.map((title) => ({
      name: title,
      properties,
      cases: [{ name: CASE, error: { message: lackText(title), type: 'undecided' } }],
    })),
  ]);
}

const CASE = 'B is not significantly worse than A';

function gateCase(exam: ExamComparison, report: ComparisonReport): JunitSuite['cases'][number] {
  const compared = exam.average === null ? '' : `, ${comparedText(exam.average, exam.averageOver)}`;
  const name = `${CASE}${compared}`;
  const judged = examVerdict(exam, report);
  if (judged.verdict === 'undecided') return { name, error: { message: judged.why, type: 'undecided' } };
  if (judged.verdict === 'passed') return { name };
  const message = comparisonSentence(exam);
  return { name, failure: { message, type: 'worse', text: exam.notes.join(' ') } };
}
