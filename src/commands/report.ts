import { InputError } from '../errors.ts';
import { command } from './command.ts';

/** `fiveshot report`: tables of finished or unfinished runs, from their journals alone. */
export const report = command({
  usage: 'report <runs..>',
  describe: 'Print the tables of one or more runs',
  positionals: {
    runs: { type: 'string', array: true, demandOption: true, describe: 'run folders; several share tables' },
  },
  flags: {
    format: {
      choices: ['terminal', 'markdown', 'json', 'github', 'lm-eval', 'model-index'] as const,
      default: 'terminal' as const,
      describe: 'how to print',
    },
    detail: {
      type: 'boolean',
      default: false,
      describe: 'add subjects, both averages and constant-letter baselines',
    },
    out: { type: 'string', describe: "folder for lm-eval's files, sample lines too, instead of printing" },
    json: { type: 'boolean', describe: 'the same as --format json' },
  },
  examples: [
    ['report runs/2f6c… --format markdown --detail', 'for a README or a model card'],
    ['report runs/2f6c… --format github >> "$GITHUB_STEP_SUMMARY"', 'in a workflow'],
    ['report runs/2f6c… --format lm-eval --out lm-eval', 'results and sample lines as lm-eval has them'],
  ],
  async run({ runs, format, detail, json, out }) {
    const chosen = json === true ? 'json' : format;
    if (out !== undefined && chosen !== 'lm-eval') {
      throw new InputError(`--out is for --format lm-eval: send what ${chosen} prints to a file.`);
    }
    const [{ readRun }, { readJournal }, { reportOf }, { printReports }] = await Promise.all([
      import('../results/run-folder.ts'),
      import('../results/journal.ts'),
      import('./run-report.ts'),
      import('./print-reports.ts'),
    ]);
    const stored = await Promise.all(
      runs.map(async (folder) => ({ record: await readRun(folder), entries: await readJournal(folder) })),
    );
    if (chosen === 'terminal' || chosen === 'markdown' || chosen === 'json') {
      const reports = stored.map(({ record, entries }) => reportOf(record, entries));
      printReports(reports, chosen, { detail });
      return 0;
    }
    const { shareRuns } = await import('./report/share-runs.ts');
    return shareRuns(stored, chosen, out);
  },
});
