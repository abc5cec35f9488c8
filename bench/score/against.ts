import { FIGURES, type FigureName, type Report } from './report.ts';
import { ratioOf, type Spread } from './spread.ts';

/** One figure of a model in two reports. */
export interface Ratio {
  readonly model: string;
  readonly precision: string;
  readonly figure: FigureName;
  /** Now as a multiple of then. */
  readonly ratio: Spread;
}

/** How many times as much each figure is now as it was then, of the models and precisions that both reports have. */
export function ratiosOf(now: Report, then: Report): readonly Ratio[] {
  return now.models.flatMap(({ model, precision, figures }) => {
    const before = then.models.find((one) => one.model === model && one.precision === precision);
    if (before === undefined) return [];
    return FIGURES.flatMap((figure) => {
      const [a, b] = [figures[figure], before.figures[figure]];
      return a === null || b === null ? [] : [{ model, precision, figure, ratio: ratioOf(a, b) }];
    });
  });
}

/** What makes two reports hard to compare, a sentence each. */
export function doubtsOf(now: Report, then: Report): readonly string[] {
  const doubts: string[] = [];
  if (differ(now.machine, then.machine)) doubts.push('The two were measured on other machines or runtimes.');
  if (now.threads !== then.threads) doubts.push(`Threads are ${now.threads} now, and were ${then.threads}.`);
  if (now.replicas !== then.replicas)
    doubts.push(`Copies are ${now.replicas ?? 'as a run chooses'} now, and were ${then.replicas ?? 'that'}.`);
  if (differ(now.workload, then.workload)) doubts.push('The two scored other questions.');
  return doubts;
}

function differ(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
