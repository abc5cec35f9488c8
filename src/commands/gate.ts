import type { ComparisonReport } from '../report/comparison-report.ts';

/**
 * Says on the error stream whether B may pass, and gives the exit code: 1 where B is significantly worse in an exam,
 * 3 where an exam has nothing to judge by, 0 otherwise.
 */
export function passGate({ exams, alpha }: ComparisonReport): 0 | 1 | 3 {
  const titles = (some: typeof exams): string => some.map(({ title }) => title).join(', ');
  const worse = exams.filter(({ average }) => average?.finding === 'worse');
  const unknown = exams.filter(({ average }) => average === null);
  if (worse.length > 0) {
    say(`failed: B is significantly worse than A in ${titles(worse)} (alpha ${alpha})`);
    return 1;
  }
  if (unknown.length > 0) {
    say(`not decided: no question of ${titles(unknown)} was scored in both runs`);
    return 3;
  }
  say(`passed: B is significantly worse than A in no exam (alpha ${alpha})`);
  return 0;
}

function say(line: string): void {
  process.stderr.write(`gate ${line}\n`);
}
