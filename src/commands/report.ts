import { InputError } from '../errors.ts';
import { command } from './command.ts';
import { PUBLISHED_FLAG } from './published-folder.ts';

/** `fiveshot report`: tables of finished or unfinished runs, from their folders alone. */
export const report = command({
  usage: 'report <runs..>',
  describe: 'Print the tables of one or more runs',
  positionals: {
    runs: { type: 'string', array: true, demandOption: true, describe: 'run folders; several share tables' },
  },
  flags: {
    format: {
      choices: ['terminal', 'markdown', 'json', 'html', 'github', 'lm-eval', 'model-index'] as const,
      default: 'terminal' as const,
      describe: 'how to print',
    },
    detail: {
      type: 'boolean',
      default: false,
      describe: 'add subjects, both averages, constant-letter baselines and what the scores tell',
    },
    published: PUBLISHED_FLAG,
    out: { type: 'string', describe: "folder for lm-eval's files, sample lines too, instead of printing" },
    json: { type: 'boolean', describe: 'the same as --format json' },
  },
  examples: [
    ['report runs/2f6c… --format markdown --detail', 'for a README or a model card'],
    ['report runs/* --format html > page.html', 'one page with drawings, for a browser'],
    ['report runs/2f6c… --format github >> "$GITHUB_STEP_SUMMARY"', 'in a workflow'],
    ['report runs/2f6c… --format lm-eval --out lm-eval', 'results and sample lines as lm-eval has them'],
  ],
  async run({ runs, format, detail, json, out, published }) {
    const chosen = json === true ? 'json' : format;
    if (out !== undefined && chosen !== 'lm-eval') {
      throw new InputError(`--out is for --format lm-eval: send what ${chosen} prints to a file.`);
    }
    if (published !== undefined && chosen !== 'html') {
      throw new InputError(`--published is for --format html, whose page has those tables: leave it out.`);
    }
    if (out !== undefined) {
      const { writeLmEval } = await import('./report/write-lm-eval.ts');
      await writeLmEval(runs, out);
      return 0;
    }
    const { readReport } = await import('./read-report.ts');
    const reports = [];
    // One after the other: of many runs only the summaries are kept, not all journals at once.
    for (const folder of runs) reports.push(await readReport(folder));
    if (chosen === 'github' || chosen === 'lm-eval' || chosen === 'model-index') {
      const { shareRuns } = await import('./report/share-runs.ts');
      process.stdout.write(shareRuns(reports, chosen));
    } else if (chosen === 'html') {
      const [{ renderHtml }, { pageLeaderboards }] = await Promise.all([
        import('../report/html/page.ts'),
        import('./page-leaderboards.ts'),
      ]);
      process.stdout.write(renderHtml(reports, await pageLeaderboards(reports, published)));
    } else (await import('./print-reports.ts')).printReports(reports, chosen, { detail });
    return 0;
  },
});
