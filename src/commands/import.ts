import { command } from './command.ts';
import { JSON_FLAG } from './exam-flags.ts';

/** `fiveshot import`: another harness's log as a run of fiveshot's form. */
export const importCommand = command({
  usage: 'import <logs..>',
  describe: "Turn lm-eval's or OpenCompass' logs into a run folder",
  positionals: {
    logs: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'samples_*.jsonl of lm-eval, predictions/MODEL/*.json of OpenCompass, or their folder',
    },
  },
  flags: {
    data: { type: 'string', describe: 'folder that holds the exams that the logs are of' },
    out: { type: 'string', demandOption: true, describe: 'run folder to make' },
    recipe: {
      type: 'string',
      describe: 'how to count, and prompts to compare with [default: lm-eval-1 or opencompass-ppl-1]',
    },
    shots: { type: 'number', describe: 'shots of the prompts, where the log does not tell' },
    'model-name': { type: 'string', describe: "the model's name [default: as in the log]" },
    json: JSON_FLAG,
  },
  examples: [
    ['import out/MODEL --data EXAMS --out runs/lm-eval', "a folder of lm-eval's samples"],
    ['import predictions/MODEL --data EXAMS --out runs/oc', "OpenCompass' predictions"],
  ],
  async run({ logs, data, out, recipe, shots, modelName, json }) {
    const [{ importLogs }, { printImported }] = await Promise.all([
      import('./import/import-logs.ts'),
      import('./import/print-imported.ts'),
    ]);
    return printImported(await importLogs({ logs, data, out, recipe, shots, modelName }), {
      folder: out,
      json: json === true,
    });
  },
});
