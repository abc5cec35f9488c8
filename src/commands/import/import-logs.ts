import { findRecipe } from '../../recipes/index.ts';
import type { JournalEntry } from '../../records.ts';
import type { RunReport } from '../../report/run-report.ts';
import type { RunRecord } from '../../results/run-record.ts';
import { assertNoRun, writeRun } from '../write-run.ts';
import { importedEntry } from './entry.ts';
import { findLogs, type LogSource } from './find-logs.ts';
import { openSubjects } from './open-subjects.ts';
import { type ReadLog, readLog, readLoggedRun } from './read-logs.ts';
import { importedRecord } from './record.ts';

/** What to import, and where to. */
export interface ImportRequest {
  readonly logs: readonly string[];
  readonly data?: string | undefined;
  readonly out: string;
  readonly recipe?: string | undefined;
  readonly shots?: number | undefined;
  readonly modelName?: string | undefined;
}

/** What was imported. */
export interface Imported {
  readonly record: RunRecord;
  readonly entries: readonly JournalEntry[];
  readonly report: RunReport;
}

/** The recipe that asks as the harness does by default. */
const RECIPES: Readonly<Record<LogSource, string>> = {
  'lm-eval': 'lm-eval-1',
  opencompass: 'opencompass-ppl-1',
};

/**
 * Turns logs of another harness into a run folder.
 * Throws InputError where they are no logs, not of the data, or where the folder has a run already.
 */
export async function importLogs(request: ImportRequest): Promise<Imported> {
  const { out } = request;
  await assertNoRun(out, 'an import');
  const files = await findLogs(request.logs);
  const run = await readLoggedRun(files);
  const source = files[0]?.source ?? 'lm-eval';
  const recipe = findRecipe(request.recipe ?? run.recipe ?? RECIPES[source]);
  // One after the other: what is kept of a log is a small part of its bytes.
  const logs: ReadLog[] = [];
  for (const file of files) logs.push(await readLog(file));
  const { subjects, shots } = await openSubjects(logs, {
    recipe,
    data: request.data,
    shots: request.shots ?? run.shots,
  });
  const record = await importedRecord({
    model: request.modelName ?? run.model,
    precision: run.precision,
    recipe,
    shots,
    letters: run.letters,
    imported: {
      source,
      version: run.version,
      files: logs.map(({ file, sha256 }) => ({ name: file.name, sha256 })),
    },
    subjects,
  });
  const entries = subjects.flatMap(({ questions }) => questions.map((one) => importedEntry(one, shots)));
  return { record, entries, report: await writeRun(out, record, entries) };
}
