import type { ComparisonReport } from '../report/comparison-report.ts';
import { examVerdict, lackText } from '../report/comparison-verdict.ts';
import { plainLine } from '../report/escape.ts';

/**
 * Says on the error stream whether B may pass, and gives the exit code: 1 where B is significantly worse in an exam,
 * 3 where too little of an exam was compared to judge by, 0 otherwise.
 */
export function passGate(report: ComparisonReport): 0 | 1 | 3 {
  const { exams, alpha, onlyInA } = report;
  const judged = exams.map((exam) => Object.assign({}, exam, examVerdict(exam, report)));
  const worse = judged.filter(({ verdict }) => verdict === 'worse');
  if (worse.length > 0) {
    say(`failed: B is significantly worse than A in ${worse.map(nameOf).join(', ')} (alpha ${alpha})`);
    return 1;
  }
  const undecided = [
    ...onlyInA.map(lackText),
    ...judged.flatMap((one) => (one.verdict === 'undecided' ? [one.why] : [])),
  ];
  if (undecided.length > 0) {
    say(`not decided: ${undecided.join('; ')}`);
    return 3;
  }
  say(
    `passed: B is significantly worse than A in no exam (alpha ${alpha}): ${judged.map(nameOf).join(', ')}`,
  );
  return 0;
}

/** An exam with the number of its questions that the verdict is over. */
function nameOf({ title, average }: ComparisonReport['exams'][number]): string {
  return `${title} (${average?.compared ?? 0} of ${average?.total ?? 0} questions)`;
}

function say(line: string): void {
  process.stderr.write(`${plainLine(`gate ${line}`)}\n`);
}
