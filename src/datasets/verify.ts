import { readFile } from 'node:fs/promises';
import { FormatError, InputError } from '../errors.ts';
import type { Split } from '../records.ts';
import type { ExamData } from './exam-data.ts';
import { isJsonObject, parseJson } from './json.ts';

/** A file of the published data set: what `datasets/{benchmark}/files.json` holds for each subject and split. */
interface PinnedFile {
  /** Path below the data set's root. */
  readonly name: string;
  readonly sha256: string;
  /** Rows that are left after the benchmark's filter. */
  readonly questions: number;
}

/** Published files by `subject/split`. */
export type Pins = Readonly<Record<string, PinnedFile>>;

/** `changed`: other bytes than published (or unreadable); `extra`: nothing is published for this subject and split. */
type FileState = 'same' | 'changed' | 'missing' | 'extra';

export interface VerifiedFile {
  readonly subject: string;
  readonly split: string;
  /** Path below the data set's root: this copy's, or the published one where it is missing or unreadable. */
  readonly name: string;
  readonly state: FileState;
  /** Usable questions in this copy; null where it has no readable file. */
  readonly questions: number | null;
  /** Usable questions in the published file; null where there is none. */
  readonly pinnedQuestions: number | null;
  /** Why the file can't be read. */
  readonly problem?: string;
}

const PINNED_SPLITS: readonly Split[] = ['dev', 'val', 'test'];

const kept = new Map<string, Promise<Pins>>();

/** The published files of a benchmark, from the files.json that comes with fiveshot, read once; empty for one without. */
export function readPins(benchmark: string): Promise<Pins> {
  const pins = kept.get(benchmark) ?? readPinsFile(benchmark);
  kept.set(benchmark, pins);
  return pins;
}

async function readPinsFile(benchmark: string): Promise<Pins> {
  const url = new URL(`../../datasets/${benchmark}/files.json`, import.meta.url);
  const bytes = await readFile(url).catch(() => null);
  if (bytes === null) return {};
  const pins = parseJson(bytes, url.pathname);
  if (!isPins(pins))
    throw new FormatError(`${url.pathname} is not a list of pinned files; install fiveshot again.`);
  return pins;
}

function isPins(value: unknown): value is Pins {
  if (!isJsonObject(value)) return false;
  return Object.values(value).every(
    (file) =>
      isJsonObject(file) &&
      typeof file['name'] === 'string' &&
      typeof file['sha256'] === 'string' &&
      typeof file['questions'] === 'number',
  );
}

/** The pins of a copy that is known to be as published; how files.json is made (`datasets/pin.ts`). */
export async function pinCopy(data: ExamData, subjects: readonly string[]): Promise<Pins> {
  const pins: Record<string, PinnedFile> = {};
  for (const subject of subjects.toSorted()) {
    for (const split of await data.splits(subject)) {
      pins[`${subject}/${split}`] = await pinFile(data, subject, split);
    }
  }
  return pins;
}

async function pinFile(data: ExamData, subject: string, split: Split): Promise<PinnedFile> {
  const questions = (await data.questions(subject, split)).length;
  const [source] = await data.sources(subject, split);
  if (source === undefined)
    throw new InputError(`${data.location} does not say what ${subject} was read from.`);
  return { name: source.name, sha256: source.sha256, questions };
}

/**
 * Compares every file of a copy with the published one, in ascending order of subject. A difference is a
 * finding, not an error: newer releases and corrected copies may be run, and their hashes are in the results.
 */
export async function verifyCopy(
  data: ExamData,
  subjects: readonly string[],
  pins: Pins,
): Promise<readonly VerifiedFile[]> {
  const verified: VerifiedFile[] = [];
  for (const subject of subjects.toSorted()) {
    const present = await data.splits(subject);
    for (const split of PINNED_SPLITS) {
      const pin = pins[`${subject}/${split}`] ?? null;
      const pinnedQuestions = pin?.questions ?? null;
      const common = { subject, split, name: pin?.name ?? '', pinnedQuestions };
      if (!present.includes(split)) {
        if (pin !== null) verified.push({ ...common, state: 'missing', questions: null });
        continue;
      }
      try {
        const { name, sha256, questions } = await pinFile(data, subject, split);
        const state = pin === null ? 'extra' : pin.sha256 === sha256 ? 'same' : 'changed';
        verified.push({ ...common, name, state, questions });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const state = pin === null ? 'extra' : 'changed';
        verified.push({ ...common, state, questions: null, problem: error.message });
      }
    }
  }
  return verified;
}
