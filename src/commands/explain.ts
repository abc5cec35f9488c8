import { CHOSEN_EXAMS_FLAG, chosenExams } from './chosen-exams.ts';
import { command } from './command.ts';
import { formatFlags } from './format-flags.ts';

/** `fiveshot explain`: what the difference of two runs' averages is made of. */
export const explain = command({
  usage: 'explain <a> <b>',
  describe: 'Split the difference of two runs into what made it',
  positionals: {
    a: { type: 'string', demandOption: true, describe: 'run folder to start from' },
    b: { type: 'string', demandOption: true, describe: 'run folder of the same questions, asked in any way' },
  },
  flags: {
    tasks: CHOSEN_EXAMS_FLAG,
    ...formatFlags,
  },
  examples: [['explain runs/2f6c… runs/91d0…', 'is it the prompt, the letters, or the averaging?']],
  async run({ a, b, tasks, format, json }) {
    const [{ readStoredRun }, { explainRuns }, text, { printAs }] = await Promise.all([
      import('./stored-run.ts'),
      import('./explain-runs.ts'),
      import('../report/explanation-text.ts'),
      import('./print-as.ts'),
    ]);
    const explanation = explainRuns(
      ...chosenExams({ a: await readStoredRun(a), b: await readStoredRun(b), tasks }),
    );
    printAs(explanation, json === true ? 'json' : format, {
      json: text.explanationAsJson,
      markdown: text.explanationAsMarkdown,
      terminal: text.explanationForTerminal,
    });
    return 0;
  },
});
