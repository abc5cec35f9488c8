import { InputError } from '../../errors.ts';
import type { LeaderboardChoice } from '../../report/leaderboard/build.ts';
import { type LeaderboardFormat, leaderboardRenderers } from '../../report/leaderboard/index.ts';
import { leaderboardMarkdown } from '../../report/leaderboard/markdown.ts';
import { lineDiff } from '../../report/line-diff.ts';
import { plainLines } from '../../report/escape.ts';
import { writeAtomically } from '../../results/atomic.ts';
import { printLine } from '../print.ts';
import { PUBLISHED_FOLDER } from '../published-folder.ts';
import { findFiles, findRuns, type LeaderboardFile, renewFile } from './files.ts';
import { type LeaderboardTables, openTables } from './tables.ts';

interface LeaderboardFlags extends LeaderboardChoice {
  readonly files?: readonly string[] | undefined;
  readonly runs?: readonly string[] | undefined;
  readonly published?: string | undefined;
  readonly table?: readonly string[] | undefined;
  readonly format?: LeaderboardFormat | undefined;
  readonly check: boolean;
  readonly allowIncomplete: boolean;
}

/**
 * `fiveshot leaderboard`: prints tables, renews files, or, with `check`, says whether files are as they would be
 * renewed, and ends with 1 and a difference where they are not.
 * Throws InputError where there is nothing to renew, or where rows can't be read or may not enter.
 */
export async function leaderboardCommand(flags: LeaderboardFlags): Promise<number> {
  const { files = [], published = PUBLISHED_FOLDER, allowIncomplete, format, check } = flags;
  if (format !== undefined && (check || files.length > 0)) {
    throw new InputError(`--format ${format} prints tables: leave out ${check ? '--check' : 'the files'}.`);
  }
  const runs = flags.runs ?? (await findRuns('.'));
  const tables = await openTables({ published, runs, allowIncomplete });
  if (format !== undefined) {
    process.stdout.write(wholeText(tables, format, flags));
    return 0;
  }
  const paths = files.length > 0 ? files : await findFiles('.');
  if (paths.length === 0) {
    throw new InputError(
      "No Markdown file here has a marker; name a file that has, or print tables with --format markdown, 'fiveshot leaderboard --help' says how.",
    );
  }
  const renewed = await Promise.all(
    paths.map((path) =>
      renewFile(path, {
        block: ({ table, where, ...choice }) => leaderboardMarkdown(tables.make(table, choice, where)),
        whole: (one) => wholeText(tables, one, flags),
      }),
    ),
  );
  return check ? checkFiles(renewed) : writeFiles(renewed);
}

function wholeText(
  tables: LeaderboardTables,
  format: LeaderboardFormat,
  { table, rows, order }: LeaderboardFlags,
): string {
  const ids = (table ?? tables.ids).flatMap((one) => one.split(','));
  return leaderboardRenderers[format](ids.map((id) => tables.make(id, { rows, order })));
}

function checkFiles(files: readonly LeaderboardFile[]): number {
  const stale = files.filter(({ before, after }) => before !== after);
  for (const { path, before, after } of stale) {
    printLine(before === null ? `${path} is missing` : `${path} is stale:`);
    if (before !== null) process.stdout.write(plainLines(lineDiff(before, after)));
  }
  if (stale.length === 0) printLine(`as they should be: ${files.map(({ path }) => path).join(', ')}`);
  else console.error(`${stale.length} of ${files.length} files to renew: run the command without --check.`);
  return stale.length === 0 ? 0 : 1;
}

async function writeFiles(files: readonly LeaderboardFile[]): Promise<number> {
  for (const { path, before, after } of files) {
    if (before !== after) await writeAtomically(path, after);
    printLine(`${path}: ${before === after ? 'unchanged' : 'renewed'}`);
  }
  return 0;
}
