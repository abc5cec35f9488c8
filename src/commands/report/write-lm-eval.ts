import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../fingerprint.ts';
import { lmEvalModelFolder, lmEvalName } from '../../report/lm-eval/names.ts';
import { lmEvalResults } from '../../report/lm-eval/results.ts';
import { lmEvalSamples } from '../../report/lm-eval/samples.ts';
import { writeAtomically } from '../../results/atomic.ts';
import type { StoredRun } from '../stored-run.ts';
import { sharedRun } from './shared-run.ts';

/**
 * Writes a run as lm-eval writes one with `--log_samples`: `OUT/MODEL/results_DATE.json` and a `samples_TASK_DATE.jsonl` a
 * task with a scored question. The date is the run's first, so that the same run has the same files. Returns the paths.
 */
export async function writeLmEval(stored: StoredRun, out: string): Promise<readonly string[]> {
  const run = sharedRun(stored);
  const date = run.started.replaceAll(':', '-').replace(/Z$/, '');
  const folder = join(out, lmEvalModelFolder(run.facts.model));
  const files = [{ path: join(folder, `results_${date}.json`), text: lmEvalResults(run) }];
  for (const { benchmark, subjects } of run.summaries) {
    const exam = run.exams[benchmark] ?? { samples: false };
    for (const { subject, split } of subjects) {
      const own = stored.entries.filter(({ id }) => id.startsWith(`${benchmark}/${subject}/${split}/`));
      const text = lmEvalSamples(own, sha256);
      const name = lmEvalName(benchmark, subject, exam);
      if (text !== '') files.push({ path: join(folder, `samples_${name}_${date}.jsonl`), text });
    }
  }
  await mkdir(folder, { recursive: true });
  for (const { path, text } of files) await writeAtomically(path, text);
  return files.map(({ path }) => path);
}
