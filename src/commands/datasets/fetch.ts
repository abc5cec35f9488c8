import type { Benchmark } from '../../benchmarks/benchmark.ts';
import { benchmarks } from '../../benchmarks/index.ts';
import { parseTasks } from '../../config/tasks.ts';
import { completeExam } from '../../datasets/complete-exam.ts';
import { resolveDataFolder } from '../../datasets/data-folder.ts';
import { publishedFiles } from '../../datasets/fetch.ts';
import { readPins } from '../../datasets/verify.ts';
import { InputError, listed } from '../../errors.ts';
import { hubSettings } from '../../hub/settings.ts';
import { byteProgress } from '../byte-progress.ts';
import { printJson, printLine, printNote } from '../print.ts';

/** Brings what is not there yet of exams from their publishers into the data folder. */
export async function fetchCommand(flags: {
  readonly exams: readonly string[] | undefined;
  readonly data: string | undefined;
  readonly json: boolean | undefined;
  readonly quiet: boolean | undefined;
}): Promise<number> {
  const folder = resolveDataFolder({ flag: flags.data, env: process.env, cwd: process.cwd() });
  const names = flags.exams?.length ? flags.exams : benchmarks.map(({ id }) => id);
  const chosen = [...new Set(parseTasks(names, benchmarks).map(({ benchmark }) => benchmark))];
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const fetched = [];
  try {
    for (const exam of chosen) {
      const progress = byteProgress(process.stderr, `fetching ${exam.id}`);
      const done = await completeExam({
        exam,
        dataFolder: folder.path,
        files: await publishedFiles(exam.id),
        pins: await readPins(exam.id),
        locate,
        signal: interrupted.signal,
        onFetch: () => printTerms(exam),
        ...(flags.quiet === true ? {} : { onProgress: progress.show }),
      }).finally(progress.end);
      if (!done.fetched) printNote(`${exam.title} is there already: ${done.location}`);
      if (done.changed.length > 0) printNote(`warning: ${changedText(exam, done.changed)}`);
      fetched.push({ exam: exam.id, ...done });
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    printNote('interrupted: what has come is kept; the same command goes on from there');
    return 130;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  if (flags.json === true) printJson({ folder: folder.path, exams: fetched });
  else for (const { exam, location } of fetched) printLine(`${exam}: ${location}`);
  return 0;
}

/** Source and terms, before the first byte, so that whoever can't accept them can stop. */
function printTerms({ title, source }: Benchmark): void {
  printNote(`${title}: ${source.url}`);
  printNote(`  terms: ${source.licence}`);
}

function changedText({ id, title }: Benchmark, names: readonly string[]): string {
  return `${title} has other bytes than published in ${listed(names)}; what is there was left as it is, and fiveshot datasets verify ${id} says more`;
}

const HUB = 'https://huggingface.co';

/** A file of the Hugging Face hub is asked for at HF_ENDPOINT with HF_TOKEN, every other at its publisher's address. */
function locate(url: URL): { url: URL; token?: string | undefined } {
  if (url.origin !== HUB) return { url };
  const { endpoint, token, offline } = hubSettings(process.env);
  if (offline) throw new InputError(`HF_HUB_OFFLINE forbids to fetch ${url.href}; unset it.`);
  return { url: new URL(url.pathname.slice(1), endpoint), token };
}
