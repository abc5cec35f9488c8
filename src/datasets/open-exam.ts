import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { examData } from './exam-data.ts';
import type { ExamData } from './exam-data.ts';
import type { ExamLayout } from './exam-layout.ts';
import { ARCHIVE_ENDINGS, isArchiveName, kindOfPath, openMembers } from './member-files.ts';

/** Folder levels below an exam's own folder: a repository or a host's snapshot keeps its files up to four deep. */
const OWN_DEPTH = 5;
/** Levels of exam files themselves: `{split}/{file}`. */
const FILE_DEPTH = 2;

/** Lies in the folder of the sample exams that come with fiveshot, which are in the exams' own formats. */
const SAMPLES_MARKER = 'SAMPLES.json';

interface Candidate {
  readonly path: string;
  /** True where the name says whose it is; else every exam file in it must be one of this benchmark's. */
  readonly own: boolean;
}

/**
 * Finds a benchmark's files: as a folder or archive of its name in the data folder, as an archive in that folder,
 * or as the data folder (or archive) itself. The first place that has any of them counts.
 * Returns null where there is none; throws InputError where there is one that can't be read.
 */
export async function openExam(layout: ExamLayout, dataFolder: string): Promise<ExamData | null> {
  const keep = (name: string): boolean => rootsOf(name, layout).length > 0;
  for (const { path, own } of await candidates(layout, dataFolder)) {
    const members = await openMembers(path, { keep, depth: own ? OWN_DEPTH : FILE_DEPTH });
    if (members === null) continue;
    const anyRoot = own || isArchiveName(path);
    const root = findRoot(members.names, layout, { anyRoot, strangers: own });
    if (root !== null) {
      return { ...examData(layout, members, root), samples: await hasMarker(dataFolder) };
    }
  }
  return null;
}

async function candidates(layout: ExamLayout, dataFolder: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const name of layout.names) {
    const path = join(dataFolder, name);
    found.push({ path, own: true });
    if ((await kindOfPath(path)) === 'folder') {
      const archives = (await readdir(path)).filter(isArchiveName).toSorted();
      found.push(...archives.map((archive) => ({ path: join(path, archive), own: true })));
    }
    found.push(...ARCHIVE_ENDINGS.map((ending) => ({ path: path + ending, own: true })));
  }
  const inside = layout.inside.flatMap((name) => ['', ...ARCHIVE_ENDINGS].map((ending) => name + ending));
  found.push(...['', ...inside].map((name) => ({ path: join(dataFolder, name), own: false })));
  return found;
}

/** Every leading path of a name below which the rest is an exam file's path, with its subject. */
function rootsOf(name: string, layout: ExamLayout): readonly { root: string; subject: string }[] {
  const parts = name.split('/');
  return parts.flatMap((_, depth) => {
    const place = layout.place(parts.slice(depth).join('/'));
    const root = parts.slice(0, depth).map((part) => `${part}/`);
    return place === null ? [] : [{ root: root.join(''), subject: place.subject }];
  });
}

interface RootRule {
  /** False where the files must stand in the location itself. */
  readonly anyRoot: boolean;
  /** True where files of subjects that the benchmark does not have may stand beside its own. */
  readonly strangers: boolean;
}

/** The path below which the exam's files stand, the shallowest and then the first of several; null where there is none. */
function findRoot(names: readonly string[], layout: ExamLayout, rule: RootRule): string | null {
  const known = new Set(layout.subjects);
  const ours = new Set<string>();
  const strange = new Set<string>();
  for (const { root, subject } of names.flatMap((name) => rootsOf(name, layout))) {
    (known.has(subject) ? ours : strange).add(root);
  }
  const [first] = [...ours]
    .filter((root) => (rule.anyRoot || root === '') && (rule.strangers || !strange.has(root)))
    .toSorted((a, b) => levelsOf(a) - levelsOf(b) || (a < b ? -1 : 1));
  return first ?? null;
}

function levelsOf(root: string): number {
  return root.split('/').length;
}

/** Whether a data folder, or the folder that one exam's folder stands in, is marked as samples. */
async function hasMarker(dataFolder: string): Promise<boolean> {
  const folders = [dataFolder, dirname(dataFolder)];
  const kinds = await Promise.all(folders.map((folder) => kindOfPath(join(folder, SAMPLES_MARKER))));
  return kinds.includes('file');
}
