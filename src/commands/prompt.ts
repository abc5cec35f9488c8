import { command } from './command.ts';
import { examFlags, JSON_FLAG, modelFlags } from './exam-flags.ts';

/** `fiveshot prompt`: what a model is really asked. */
export const prompt = command({
  usage: 'prompt [subject] [index]',
  describe: 'Print the exact text, shots, tokens and letter ids of a question, or all prompts',
  positionals: {
    subject: { type: 'string', describe: 'a subject of an exam: mmlu/abstract_algebra' },
    index: {
      type: 'number',
      describe: "row of the question in its file, from 0 [default: the subject's first]",
    },
  },
  flags: {
    all: { type: 'boolean', default: false, describe: 'one JSON line for every question of --tasks' },
    ...examFlags,
    ...modelFlags,
    json: JSON_FLAG,
  },
  examples: [
    ['prompt mmlu/abstract_algebra 3 --model models/smollm2', 'the text on stdout, facts on stderr'],
    ['prompt --all --tasks ceval --split test > prompts.jsonl', 'every prompt of an exam'],
  ],
  async run(flags) {
    return (await import('./prompt/print-prompts.ts')).printPrompts(flags);
  },
});
