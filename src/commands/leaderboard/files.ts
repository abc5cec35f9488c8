import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { InputError, hasCode } from '../../errors.ts';
import { rewriteBlocks, type LeaderboardBlock } from '../../report/leaderboard/blocks.ts';
import type { LeaderboardFormat } from '../../report/leaderboard/index.ts';
import { isRunFolder } from './read-runs.ts';

/** A page with tables is far smaller; anything larger is another file passed by mistake. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file as it is and as it is to be; `before` is null where it is not there yet. */
export interface LeaderboardFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

interface Writers {
  /** What stands between two markers. */
  readonly block: (block: LeaderboardBlock) => string;
  /** A file that holds nothing but tables. */
  readonly whole: (format: LeaderboardFormat) => string;
}

const WHOLE: Readonly<Record<string, LeaderboardFormat>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.html': 'html',
  '.tex': 'latex',
};

/**
 * A named file with its tables made again: between the markers of a Markdown file, or all of a CSV, JSON, HTML or LaTeX
 * file, by its ending.
 * Throws InputError where a Markdown file is missing or has no marker, or where the ending is another one.
 */
export async function renewFile(path: string, { block, whole }: Writers): Promise<LeaderboardFile> {
  const before = await readText(path);
  if (before === null && !(await isFolder(dirname(path)))) {
    throw new InputError(`There is no folder ${dirname(path)} for ${path}: make it first.`);
  }
  const format = WHOLE[extname(path).toLowerCase()];
  if (format !== undefined) return { path, before, after: whole(format) };
  if (!isMarkdown(path)) {
    throw new InputError(`${path} is neither Markdown (.md) nor ${Object.keys(WHOLE).join(', ')}.`);
  }
  if (before === null) throw new InputError(`There is no file ${path}; make it, with the markers in it.`);
  const { text, blocks } = rewriteBlocks(before, path, block);
  if (blocks > 0) return { path, before, after: text };
  throw new InputError(
    `${path} has no marker; put '<!-- fiveshot:leaderboard mmlu -->' and '<!-- /fiveshot:leaderboard -->' on lines of their own.`,
  );
}

/**
 * The files that are renewed where none is named: Markdown files of this folder, `docs` and `results` that have a
 * marker, and `results/leaderboard.*` in the other formats where they are there.
 */
export async function findFiles(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const place of ['', 'docs', 'results']) {
    for (const name of await namesIn(join(folder, place))) {
      const path = join(place, name);
      const whole = place === 'results' && name.startsWith('leaderboard.') && extname(name) in WHOLE;
      if (whole || (isMarkdown(name) && (await hasMarker(join(folder, path))))) found.push(path);
    }
  }
  return found;
}

/** Folders of `results` that hold a run. */
export async function findRuns(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await namesIn(join(folder, 'results'))) {
    if (await isRunFolder(join(folder, 'results', name))) found.push(join('results', name));
  }
  return found;
}

async function hasMarker(path: string): Promise<boolean> {
  const text = await readText(path);
  if (text === null || !text.includes('fiveshot:leaderboard')) return false;
  return rewriteBlocks(text, path, () => '').blocks > 0;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Whether a file's tables stand between markers. */
export function isMarkdown(path: string): boolean {
  return /\.(md|markdown)$/i.test(path);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      throw new InputError(`${path} has ${size} bytes, and a file with tables may have ${MAX_BYTES}.`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    if (hasCode(error, 'EISDIR')) throw new InputError(`${path} is a folder: name a file.`);
    throw error;
  }
}
