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
      choices: ['terminal', 'markdown', 'json'] as const,
      default: 'terminal' as const,
      describe: 'how to print',
    },
    detail: {
      type: 'boolean',
      default: false,
      describe: 'add subjects, both averages and constant-letter baselines',
    },
    json: { type: 'boolean', describe: 'the same as --format json' },
  },
  examples: [['report runs/2f6c… --format markdown --detail', 'for a README or a model card']],
  async run({ runs, format, detail, json }) {
    const [{ readRun }, { readJournal }, { reportOf }, { printReports }] = await Promise.all([
      import('../results/run-folder.ts'),
      import('../results/journal.ts'),
      import('./run-report.ts'),
      import('./print-reports.ts'),
    ]);
    const reports = await Promise.all(
      runs.map(async (folder) => reportOf(await readRun(folder), await readJournal(folder))),
    );
    printReports(reports, json === true ? 'json' : format, { detail });
    return 0;
  },
});
