import { join } from 'node:path';
import { InputError, listed } from '../errors.ts';
import type { Exam } from './data-folder.ts';
import type { ExamData } from './exam-data.ts';
import { fetchExam, type FetchExam, isThere } from './fetch.ts';
import { type Pins, type VerifiedFile, verifyCopy } from './verify.ts';

interface CompleteExam extends Omit<FetchExam, 'exam' | 'folder'> {
  readonly exam: Exam<ExamData> & { readonly subjects: readonly { readonly id: string }[] };
  readonly dataFolder: string;
  readonly pins: Pins;
  /** Hears, before the first byte, that something is going to be fetched. */
  readonly onFetch: () => void;
}

/** An exam of which every published file is there. */
export interface CompletedExam {
  readonly location: string;
  /** Whether anything had to be fetched. */
  readonly fetched: boolean;
  /** Names of files with other bytes than the published ones, which were left as they are. */
  readonly changed: readonly string[];
}

/**
 * Fetches what a data folder lacks of an exam: all of it, or the files that an earlier call did not come to. What is there
 * is left as it is. Throws InputError where a copy is incomplete that is not made of the files as their publisher offers
 * them (an unpacked archive, say), where the folder holds samples, and as `fetchExam`.
 */
export async function completeExam(options: CompleteExam): Promise<CompletedExam> {
  const { exam, dataFolder, pins, onFetch, ...fetching } = options;
  const found = await exam.open(dataFolder);
  if (found?.samples === true)
    throw new InputError(
      `${dataFolder} holds fiveshot's sample questions in place of ${exam.title}; name another folder with --data.`,
    );
  const folder = found?.folder ?? join(dataFolder, exam.id);
  const here = await Promise.all(fetching.files.map(({ name }) => isThere(join(folder, name))));
  const fetched = here.includes(false) && (found === null || here.includes(true));
  if (fetched) {
    onFetch();
    await fetchExam({ ...fetching, exam, folder });
  }
  const copy = await exam.open(dataFolder);
  const files = copy === null ? [] : await verifyCopy(copy, subjectsOf(exam), pins);
  const missing = namesOf(files, 'missing');
  if (copy === null)
    throw new InputError(
      `${exam.title} is in ${folder} and can't be read there; delete that folder and run the same command again.`,
    );
  if (missing.length > 0)
    throw new InputError(
      `${exam.title} in ${folder} lacks ${listed(missing)}, and nothing is added to a copy that isn't made of the files as published; add them yourself, or move it away and run the same command again. ${exam.source.howToGet}`,
    );
  return { location: copy.location, fetched, changed: namesOf(files, 'changed') };
}

function subjectsOf({ subjects }: CompleteExam['exam']): readonly string[] {
  return subjects.map(({ id }) => id);
}

function namesOf(files: readonly VerifiedFile[], state: VerifiedFile['state']): readonly string[] {
  return files.filter((file) => file.state === state).map(({ name }) => name);
}
