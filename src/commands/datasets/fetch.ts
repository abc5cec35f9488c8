import { join } from 'node:path';
import { benchmarks } from '../../benchmarks/index.ts';
import { parseTasks } from '../../config/tasks.ts';
import { resolveDataFolder } from '../../datasets/data-folder.ts';
import { fetchExam, publishedFiles } from '../../datasets/fetch.ts';
import { readPins, verifyCopy } from '../../datasets/verify.ts';
import { InputError } from '../../errors.ts';
import { hubSettings } from '../../hub/settings.ts';
import { byteProgress } from '../byte-progress.ts';
import { printJson, printLine, printNote } from '../print.ts';

/** Brings exams from their publishers into the data folder; what is there already is left as it is. */
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
      const there = await exam.open(folder.path);
      if (there !== null) {
        printNote(`${exam.title} is there already: ${there.location}`);
        fetched.push({ exam: exam.id, location: there.location, fetched: false });
        continue;
      }
      const { url, licence } = exam.source;
      // Before the first byte, so that whoever can't accept them can stop.
      printNote(`${exam.title}: ${url}`);
      printNote(`  terms: ${licence}`);
      const progress = byteProgress(process.stderr, `fetching ${exam.id}`);
      const files = await publishedFiles(exam.id);
      await fetchExam({
        files,
        folder: join(folder.path, exam.id),
        locate,
        signal: interrupted.signal,
        ...(flags.quiet === true ? {} : { onProgress: progress.show }),
      }).finally(progress.end);
      fetched.push({ exam: exam.id, location: await checked(exam, folder.path), fetched: true });
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

/** Opens what was fetched and holds every exam file in it to its published hash. */
async function checked(exam: (typeof benchmarks)[number], dataFolder: string): Promise<string> {
  const copy = await exam.open(dataFolder);
  const subjects = exam.subjects.map(({ id }) => id);
  const files = copy === null ? [] : await verifyCopy(copy, subjects, await readPins(exam.id));
  const other = files.find(({ state }) => state !== 'same');
  if (copy !== null && other === undefined) return copy.location;
  throw new InputError(
    `${exam.title} was fetched and can't be read as published (${other?.name ?? 'no file was found'}); delete ${join(dataFolder, exam.id)} and fetch it again.`,
  );
}

const HUB = 'https://huggingface.co';

/** A file of the Hugging Face hub is asked for at HF_ENDPOINT with HF_TOKEN, every other at its publisher's address. */
function locate(url: URL): { url: URL; token?: string | undefined } {
  if (url.origin !== HUB) return { url };
  const { endpoint, token, offline } = hubSettings(process.env);
  if (offline) throw new InputError(`HF_HUB_OFFLINE forbids to fetch ${url.href}; unset it.`);
  return { url: new URL(url.pathname.slice(1), endpoint), token };
}
