import type { RunReport } from './run-report.ts';

/** Runs under names of their own: a model's name has the run's id after it where another run has the same. */
export function distinctNames<Run extends RunReport>(runs: readonly Run[]): Run[] {
  const names = runs.map(({ facts }) => facts.model);
  return runs.map((run) => {
    const { model, id } = run.facts;
    const shared = names.filter((name) => name === model).length > 1;
    return shared ? { ...run, facts: { ...run.facts, model: `${model} (${id})` } } : run;
  });
}
