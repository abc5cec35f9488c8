import { command } from './command.ts';
import { runFlags } from './exam-flags.ts';

/** `fiveshot run`: the main job, model and exams to journal and tables. */
export const run = command({
  usage: 'run [config]',
  describe: 'Score a model on exams; run it again to resume',
  positionals: { config: { type: 'string', describe: 'YAML file with any of the flags below as keys' } },
  flags: runFlags,
  examples: [
    ['run --model models/smollm2 --tasks ceval,mmlu --data ~/exams', 'two exams under card-1'],
    ['run my-run.yaml --shard 2/4', 'the second machine of four'],
    ['run my-run.yaml --limit 5', 'a config file, five questions a subject'],
  ],
  async run({ config, ...flags }) {
    const { runExams } = await import('./run/run-exams.ts');
    return runExams(config, flags);
  },
});
