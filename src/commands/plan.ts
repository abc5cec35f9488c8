import { command } from './command.ts';
import { runFlags } from './exam-flags.ts';

/** `fiveshot plan`: what a run will take, before anything is built or loaded. */
export const plan = command({
  usage: 'plan [config]',
  describe: 'Tell what a run will take: questions, tokens, memory, time',
  positionals: { config: { type: 'string', describe: 'YAML file with any of the flags below as keys' } },
  flags: runFlags,
  examples: [
    ['plan --model models/smollm2 --tasks ceval,mmlu --data ~/exams', 'two exams under card-1'],
    ['plan my-run.yaml --no-reuse', 'what it would take without reuse'],
  ],
  async run({ config, ...flags }) {
    const { planCommand } = await import('./plan/plan-command.ts');
    return planCommand(config, flags);
  },
});
