import { join } from 'node:path';
import { sha256 } from '../../fingerprint.ts';
import { makeFolder } from '../../make-folder.ts';
import { lmEvalModelFolder, lmEvalName } from '../../report/lm-eval/names.ts';
import { lmEvalResults } from '../../report/lm-eval/results.ts';
import { lmEvalSamples } from '../../report/lm-eval/samples.ts';
import { writeAtomically } from '../../results/atomic.ts';
import { reportOf } from '../run-report.ts';
import { readStoredRun } from '../stored-run.ts';
import { onlyRun } from './share-runs.ts';
import { sharedRun } from './shared-run.ts';

/**
 * Writes a run as lm-eval writes one with `--log_samples`: `OUT/MODEL/results_DATE.json` and a `samples_TASK_DATE.jsonl` a
 * task with a scored question. The date is the run's first, so that the same run has the same files. Tells the paths on the
 * error stream. Throws InputError where more than one run is named, or where its folder is broken.
 */
export async function writeLmEval(runs: readonly string[], out: string): Promise<void> {
  const { record, entries } = await readStoredRun(onlyRun(runs));
  const run = sharedRun({ ...reportOf(record, entries), details: record });
  const date = run.started.replaceAll(':', '-').replace(/Z$/, '');
  const folder = join(out, lmEvalModelFolder(run.facts.model));
  const files = [{ path: join(folder, `results_${date}.json`), text: lmEvalResults(run) }];
  for (const { benchmark, subjects } of run.summaries) {
    const exam = run.exams[benchmark] ?? { samples: false };
    for (const { subject, split } of subjects) {
      const own = entries.filter(({ id }) => id.startsWith(`${benchmark}/${subject}/${split}/`));
      const text = lmEvalSamples(own, sha256);
      const name = lmEvalName(benchmark, subject, exam);
      if (text !== '') files.push({ path: join(folder, `samples_${name}_${date}.jsonl`), text });
    }
  }
  await makeFolder(folder);
  for (const { path, text } of files) await writeAtomically(path, text);
  for (const { path } of files) process.stderr.write(`${path}\n`);
}
