import { InputError } from '../../errors.ts';
import { renderGithub } from '../../report/github.ts';
import { lmEvalResults } from '../../report/lm-eval/results.ts';
import { renderModelIndex } from '../../report/model-index.ts';
import type { SharedRun } from '../../report/shared-run.ts';
import type { StoredRun } from '../stored-run.ts';
import { sharedRun } from './shared-run.ts';
import { writeLmEval } from './write-lm-eval.ts';

/** Formats that other programs read. */
type SharedFormat = 'github' | 'lm-eval' | 'model-index';

/**
 * Prints runs in another program's format, or writes them to a folder where that format is one of files.
 * Throws InputError where the format can't hold these runs.
 */
export async function shareRuns(
  stored: readonly StoredRun[],
  format: SharedFormat,
  out: string | undefined,
): Promise<number> {
  if (format === 'lm-eval' && out !== undefined) {
    for (const path of await writeLmEval(onlyRun(stored), out)) process.stderr.write(`${path}\n`);
    return 0;
  }
  process.stdout.write(textOf(stored, format));
  return 0;
}

function textOf(stored: readonly StoredRun[], format: SharedFormat): string {
  switch (format) {
    case 'github':
      return renderGithub(stored.map(sharedRun));
    case 'lm-eval':
      return lmEvalResults(sharedRun(onlyRun(stored)));
    case 'model-index':
      return modelIndex(stored.map(sharedRun));
    default:
      return format satisfies never;
  }
}

function onlyRun(stored: readonly StoredRun[]): StoredRun {
  const [only, another] = stored;
  if (only !== undefined && another === undefined) return only;
  throw new InputError(`lm-eval's results are of one run, and these are ${stored.length}: name one.`);
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
