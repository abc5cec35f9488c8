import { command } from './command.ts';
import { examFlags, JSON_FLAG, modelFlags, PRECISION_FLAG } from './exam-flags.ts';

/** `fiveshot run`: the main job, model and exams to journal and tables. */
export const run = command({
  usage: 'run [config]',
  describe: 'Score a model on exams; run it again to resume',
  positionals: { config: { type: 'string', describe: 'YAML file with any of the flags below as keys' } },
  flags: {
    ...modelFlags,
    ...examFlags,
    limit: { type: 'number', describe: 'at most so many questions a subject; every table is marked' },
    precision: PRECISION_FLAG,
    threads: {
      type: 'number',
      describe: "processor threads [default: as many as physical cores, within a container's quota]",
    },
    reuse: {
      type: 'boolean',
      describe:
        'compute the shots once a subject; --no-reuse is the slow way to the same answers [default: true]',
    },
    shard: {
      type: 'string',
      describe: 'i/n: only the i-th of n parts, for a machine each; fiveshot merge joins them',
    },
    out: { type: 'string', describe: 'run folder [default: runs/<id>, the same for the same command]' },
    json: JSON_FLAG,
    quiet: { type: 'boolean', describe: 'no progress' },
  },
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
