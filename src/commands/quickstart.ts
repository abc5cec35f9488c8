import { fileURLToPath } from 'node:url';
import { command } from './command.ts';
import { JSON_FLAG, QUIET_FLAG, THREADS_FLAG } from './exam-flags.ts';
import { shellWord } from './shell-word.ts';

/** Comes with the package, as do the model and the questions that it names. */
const CONFIG = fileURLToPath(new URL('../../configs/quickstart.yaml', import.meta.url));

/** `fiveshot quickstart`: the whole way on things that are here already. */
export const quickstart = command({
  usage: 'quickstart',
  describe: 'Try fiveshot: score the small model that comes with it on its sample exams',
  positionals: {},
  flags: {
    threads: THREADS_FLAG,
    out: { type: 'string', describe: 'run folder [default: runs/<id>, the same each time]' },
    json: JSON_FLAG,
    quiet: QUIET_FLAG,
  },
  examples: [['quickstart', 'nothing is downloaded; run it again to see that it is done']],
  async run(flags) {
    const { runExams } = await import('./run/run-exams.ts');
    return runExams(CONFIG, flags, ({ model, data }, { folder }) => [
      '',
      'What next?',
      `  every subject and average:     ${folder}/report.md`,
      `  what the model was asked:      npx fiveshot prompt mmlu/sociology 0 --model ${shellWord(model)} --data ${shellWord(data.config ?? '')}`,
      '  a model of your own:           npx fiveshot run --model CHECKPOINT --tasks ceval,mmlu --data EXAMS',
      '  where the exams come from:     npx fiveshot datasets list',
    ]);
  },
});
