import { InputError } from '../../errors.ts';
import { readStoredRun } from '../stored-run.ts';
import type { ViewedRun } from '../../viewer/run-index.ts';
import { startViewer } from '../../viewer/server.ts';
import { coveredExam } from '../covered-exam.ts';
import { describeFault } from '../fault.ts';
import { printLine } from '../print.ts';
import { textFinder } from './texts.ts';

interface ViewFlags {
  readonly runs: readonly string[];
  readonly port: number | undefined;
  readonly data: string | undefined;
}

/** Serves run folders until it is interrupted; then the exit code is 0, for that is how a viewer ends. */
export async function serveRuns({ runs, port = 0, data }: ViewFlags): Promise<number> {
  assertPort(port);
  const viewed = [];
  // One after the other: journals are large while they are read.
  for (const folder of runs) viewed.push(await readViewedRun(folder));
  const viewer = await startViewer({
    runs: viewed,
    findTexts: textFinder(data),
    port,
    onFault: (error) => console.error(describeFault(error).text),
  });
  printLine(
    `viewing ${viewed.map(({ record, entries }) => `run ${record.id} (${entries.length} questions)`).join(', ')}`,
  );
  printLine(`open ${viewer.url} in a browser on this machine; Ctrl-C ends`);
  await interrupted();
  await viewer.close();
  return 0;
}

/** Reads a run folder whole. Throws InputError where it is none, or where its journal does not fit it. */
export async function readViewedRun(folder: string): Promise<ViewedRun> {
  const { record, entries } = await readStoredRun(folder);
  const exams = record.benchmarks.map((covered) => {
    const { benchmark, recipe } = coveredExam(record, covered);
    const categoryOf = (subject: string): string | null =>
      recipe.categories?.[subject] ?? benchmark.subjects.find(({ id }) => id === subject)?.category ?? null;
    return {
      benchmark: covered.benchmark,
      title: benchmark.title,
      samples: covered.samples !== undefined,
      letterRule: covered.letterRule,
      subjects: covered.subjects.map(({ subject, split, total }) => ({
        subject,
        split,
        category: categoryOf(subject),
        total,
      })),
    };
  });
  return { folder, record, entries, exams };
}

function assertPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  const is = Number.isNaN(port) ? 'is not a number' : `is ${port}`;
  throw new InputError(`--port ${is}: it must be a whole number from 1 to 65535, or 0 for a free one.`);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
}
