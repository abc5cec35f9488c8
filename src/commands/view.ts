import { command } from './command.ts';

/** `fiveshot view`: a page on this machine over the journals of runs. */
export const view = command({
  usage: 'view <runs..>',
  describe: 'Read runs question by question in a browser, on this machine only',
  positionals: {
    runs: { type: 'string', array: true, demandOption: true, describe: 'run folders; two can be compared' },
  },
  flags: {
    port: { type: 'number', describe: 'port of 127.0.0.1 [default: a free one]' },
    data: {
      type: 'string',
      describe: 'folder that holds ceval, mmlu, agieval, gaokao: for the texts of the questions',
    },
  },
  examples: [
    ['view runs/2f6c…', 'what was asked and what was answered'],
    ['view runs/2f6c… runs/91d0… --data EXAMS', 'where do two runs differ?'],
  ],
  async run(flags) {
    return (await import('./view/serve-runs.ts')).serveRuns(flags);
  },
});
