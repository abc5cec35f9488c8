import { InputError } from '../../errors.ts';
import { DEFAULT_CHOICE, type LeaderboardChoice } from '../../report/leaderboard/choice.ts';
import { type LeaderboardFormat, leaderboardRenderers } from '../../report/leaderboard/index.ts';
import { leaderboardMarkdown } from '../../report/leaderboard/markdown.ts';
import { lineDiff } from '../../report/line-diff.ts';
import { plainLines } from '../../report/escape.ts';
import { writeAtomically } from '../../results/atomic.ts';
import { printLine } from '../print.ts';
import { PUBLISHED_FOLDER } from '../published-folder.ts';
import { findFiles, findRuns, isMarkdown, type LeaderboardFile, renewFile } from './files.ts';
import { type LeaderboardTables, openTables } from './tables.ts';

interface LeaderboardFlags {
  readonly files?: readonly string[] | undefined;
  readonly runs?: readonly string[] | undefined;
  readonly published?: string | undefined;
  readonly table?: readonly string[] | undefined;
  readonly rows?: LeaderboardChoice['rows'] | undefined;
  readonly order?: LeaderboardChoice['order'] | undefined;
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
  refuseChoiceOfMarkers(paths, flags);
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
  { table, rows = DEFAULT_CHOICE.rows, order = DEFAULT_CHOICE.order }: LeaderboardFlags,
): string {
  const choice = { rows, order };
  const ids = table?.flatMap((one) => one.split(','));
  return leaderboardRenderers[format](
    ids === undefined ? tables.makeAll(choice) : ids.map((id) => tables.make(id, choice)),
  );
}

/** A marker says what stands below it; a flag that said something else would go unheard. */
function refuseChoiceOfMarkers(paths: readonly string[], flags: LeaderboardFlags): void {
  const flag = (['table', 'rows', 'order'] as const).find((name) => flags[name] !== undefined);
  const page = paths.find(isMarkdown);
  if (flag === undefined || page === undefined) return;
  throw new InputError(
    `--${flag} can't be for ${page}, whose markers say table, rows and order: leave it out, or name .csv, .json, .html or .tex files alone.`,
  );
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
