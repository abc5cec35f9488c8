import { ORDERS, ROW_CHOICES } from '../report/leaderboard/choice.ts';
import { LEADERBOARD_FORMATS } from '../report/leaderboard/index.ts';
import { command } from './command.ts';
import { PUBLISHED_FLAG } from './published-folder.ts';

/** `fiveshot leaderboard`: published rows and runs in the tables of a model card. */
export const leaderboard = command({
  usage: 'leaderboard [files..]',
  describe: 'Renew or print tables of published rows and runs',
  positionals: {
    files: {
      type: 'string',
      array: true,
      describe: 'Markdown files with markers, or .csv, .json, .html, .tex [default: those here with tables]',
    },
  },
  flags: {
    check: { type: 'boolean', default: false, describe: 'write nothing; exit 1 and show what is stale' },
    format: { choices: LEADERBOARD_FORMATS, describe: 'print tables instead of renewing files' },
    table: {
      type: 'string',
      array: true,
      describe: 'tables to print or write, such as ceval,mmlu-samples [default: all with a row]',
    },
    rows: { choices: ROW_CHOICES, describe: 'published rows, runs, or both [default: all]' },
    order: {
      choices: ORDERS,
      describe: "the source's order with runs after it, or by average [default: card]",
    },
    runs: { type: 'string', array: true, describe: 'run folders [default: those in results/]' },
    published: PUBLISHED_FLAG,
    'allow-incomplete': {
      type: 'boolean',
      default: false,
      describe: 'enter runs that are not of a whole exam, marked; runs of samples in tables of their own',
    },
  },
  examples: [
    ['leaderboard README.md', 'renew what stands between its markers'],
    ['leaderboard --check', 'for CI: exit 1 where a table is stale'],
    ['leaderboard --format latex --table mmlu --order average', 'print one table'],
  ],
  async run({ files, check, format, table, rows, order, runs, published, allowIncomplete }) {
    const { leaderboardCommand } = await import('./leaderboard/leaderboard-command.ts');
    return leaderboardCommand({ files, check, format, table, rows, order, runs, published, allowIncomplete });
  },
});
