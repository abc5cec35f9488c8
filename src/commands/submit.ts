import { command } from './command.ts';

/** `fiveshot submit`: a run's answers in the form in which an exam's authors take them. */
export const submit = command({
  usage: 'submit <exam> <run>',
  describe: "Write an exam's official submission file from a run",
  positionals: {
    exam: { type: 'string', demandOption: true, describe: 'an exam whose authors take submissions: ceval' },
    run: { type: 'string', demandOption: true, describe: 'run folder' },
  },
  flags: { out: { type: 'string', describe: 'file to write [default: the output stream]' } },
  examples: [['submit ceval runs/2f6c… --out submission.json', 'all answers to the test split']],
  async run({ exam, run, out }) {
    const { submitCommand } = await import('./submit/submit-command.ts');
    return submitCommand({ exam, run, out });
  },
});
