import type { Options } from 'yargs';
import { PRECISIONS } from '../precision.ts';

/** Flags that choose exams and prompts; shared by every command that renders a prompt. */
export const examFlags = {
  tasks: { type: 'string', array: true, describe: 'exams, or subjects of them: ceval,mmlu/anatomy' },
  data: { type: 'string', describe: 'folder that holds ceval, mmlu, agieval, gaokao' },
  recipe: { type: 'string', describe: "how to ask and count; 'fiveshot tasks' lists them [default: card-1]" },
  split: { choices: ['val', 'test'] as const, describe: "split to score, instead of the recipe's" },
  shots: { type: 'number', describe: 'solved questions before each question, 0 to 5 [default: 5]' },
} as const satisfies Record<string, Options>;

/** Flags that choose a model and how it runs. */
export const modelFlags = {
  model: {
    type: 'string',
    describe:
      'checkpoint folder, .gguf or .onnx file, hub model (owner/name[@revision]) or built model folder',
  },
  letters: {
    choices: ['upstream', 'context'] as const,
    describe: "which token a letter is, instead of the recipe's rule",
  },
  'max-tokens': { type: 'number', describe: "longest prompt in tokens, instead of the recipe's rule" },
} as const satisfies Record<string, Options>;

/** In what precision a checkpoint is built. */
export const PRECISION_FLAG = {
  choices: PRECISIONS,
  describe: "number format of the weights [default: fp32, or the built folder's own]",
} as const satisfies Options;

/** For machines that read the output stream. */
export const JSON_FLAG = { type: 'boolean', describe: 'print JSON' } as const satisfies Options;
