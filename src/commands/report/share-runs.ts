import { InputError } from '../../errors.ts';
import { renderGithub } from '../../report/github.ts';
import { lmEvalResults } from '../../report/lm-eval/results.ts';
import { renderModelIndex } from '../../report/model-index.ts';
import type { SharedRun } from '../../report/shared-run.ts';
import type { ReportedRun } from '../read-report.ts';
import { sharedRun } from './shared-run.ts';

/** Formats that other programs read. */
type SharedFormat = 'github' | 'lm-eval' | 'model-index';

/** Runs in another program's format. Throws InputError where the format can't hold these runs. */
export function shareRuns(runs: readonly ReportedRun[], format: SharedFormat): string {
  switch (format) {
    case 'github':
      return renderGithub(runs.map(sharedRun));
    case 'lm-eval':
      return lmEvalResults(sharedRun(onlyRun(runs)));
    case 'model-index':
      return modelIndex(runs.map(sharedRun));
    default:
      return format satisfies never;
  }
}

/** The one run of a format that has no place for more. Throws InputError where there are more. */
export function onlyRun<Run>(runs: readonly Run[]): Run {
  const [only, another] = runs;
  if (only !== undefined && another === undefined) return only;
  throw new InputError(`lm-eval's results are of one run, and these are ${runs.length}: name one.`);
}

/** A model card is read without footnotes: what is no score on an exam has no place in it. */
function modelIndex(runs: readonly SharedRun[]): string {
  for (const { facts, exams, summaries, importedFrom } of runs) {
    if (importedFrom !== null) {
      throw new InputError(
        `Run ${facts.id} was imported from a log of ${importedFrom}, its model not hashed: a model card has no place for that.`,
      );
    }
    if (Object.values(exams).some(({ samples }) => samples)) {
      throw new InputError(
        `Run ${facts.id} asked fiveshot's sample questions: a model card has no place for it.`,
      );
    }
    if (summaries.every(({ groups }) => groups.every(({ accuracy }) => accuracy === null))) {
      throw new InputError(
        `Run ${facts.id} has no average of an exam, which a model card could name: finish it.`,
      );
    }
  }
  return renderModelIndex(runs);
}
