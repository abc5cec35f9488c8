import { join } from 'node:path';
import { FormatError, InputError } from '../errors.ts';
import { sha256 } from '../fingerprint.ts';
import type { Question, Split } from '../records.ts';
import type { ExamLayout } from './exam-layout.ts';
import type { MemberFiles } from './member-files.ts';

/** One file of a data set as it was read. */
export interface SourceFile {
  /** Path inside the data set, with `/`, e.g. `val/law_val.csv`: the same for a zip and its unpacked folder. */
  readonly name: string;
  readonly sha256: string;
}

/** A data set that was found on disk. Reading is lazy: only the asked subjects' files are parsed. */
export interface ExamData {
  /** Folder or archive it was found at, for messages. */
  readonly location: string;
  /** What the names of its files are below: the location, or a folder in it. */
  readonly folder: string;
  /** True for sample exams, whose scores say nothing of the exam itself. */
  readonly samples: boolean;
  /** All usable questions of one subject and split in file order, after the benchmark's filter. */
  questions(subject: string, split: Split): Promise<readonly Question[]>;
  /** Splits that this copy has for a subject. */
  splits(subject: string): Promise<readonly Split[]>;
  /** The files behind what `questions` has returned so far for a subject and split, with their hashes. */
  sources(subject: string, split: Split): Promise<readonly SourceFile[]>;
}

const SPLITS: readonly Split[] = ['dev', 'val', 'test'];

interface Loaded {
  readonly questions: readonly Question[];
  readonly source: SourceFile;
}

/**
 * A data set whose files stand below `root` (empty, or a path that ends with `/`) of a folder or archive.
 * Every file is read once. `questions` throws InputError for a subject and split that this copy has no file of,
 * or more than one; FormatError for a damaged one.
 */
export function examData(layout: ExamLayout, members: MemberFiles, root: string): Omit<ExamData, 'samples'> {
  const files = new Map<string, string[]>();
  for (const member of members.names) {
    const place = member.startsWith(root) ? layout.place(member.slice(root.length)) : null;
    if (place === null) continue;
    const key = `${place.subject}/${place.split}`;
    files.set(key, [...(files.get(key) ?? []), member]);
  }
  const loaded = new Map<string, Promise<Loaded>>();

  const load = async (subject: string, split: Split): Promise<Loaded> => {
    const [member, second] = files.get(`${subject}/${split}`) ?? [];
    if (member === undefined) {
      throw new InputError(`${layout.title} in ${members.location} has no ${split} split of ${subject}.`);
    }
    if (second !== undefined) {
      throw new InputError(
        `${members.location} holds both ${member} and ${second}; keep the one that is meant.`,
      );
    }
    const bytes = await members.read(member);
    const name = member.slice(root.length);
    const source = `${members.location}: ${member}`;
    const questions = await layout.read({
      source,
      name,
      bytes,
      set: `${layout.benchmark}/${subject}/${split}`,
    });
    if (questions.length === 0)
      throw new FormatError(`${source} has no usable question; get the file again.`);
    return { questions: Object.freeze(questions), source: { name, sha256: sha256(bytes) } };
  };

  return {
    location: members.location,
    folder: join(members.location, root),
    questions: async (subject, split) => {
      const key = `${subject}/${split}`;
      const reading = loaded.get(key) ?? load(subject, split);
      loaded.set(key, reading);
      return (await reading).questions;
    },
    splits: async (subject) => SPLITS.filter((split) => files.has(`${subject}/${split}`)),
    sources: async (subject, split) => {
      const reading = await loaded.get(`${subject}/${split}`);
      return reading === undefined ? [] : [reading.source];
    },
  };
}
