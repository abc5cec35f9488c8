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

/** For commands that score. */
export const THREADS_FLAG = {
  type: 'number',
  describe: "processor threads [default: as many as physical cores, within a container's quota]",
} as const satisfies Options;

/** For commands that take a while. */
export const QUIET_FLAG = { type: 'boolean', describe: 'no progress' } as const satisfies Options;

/** All flags of a run; those that are also keys of a config file have its names. */
export const runFlags = {
  ...modelFlags,
  ...examFlags,
  limit: { type: 'number', describe: 'at most so many questions a subject; every table is marked' },
  precision: {
    choices: [...PRECISIONS, 'auto'] as const,
    describe: `${PRECISION_FLAG.describe}; auto: the fastest that changes next to no answer`,
  },
  compare: {
    type: 'boolean',
    describe:
      'ask a sample in fp32 too where the precision is another, and tell how many answers change [default: true]',
  },
  threads: THREADS_FLAG,
  replicas: {
    type: 'number',
    describe: 'copies of the model that share the threads [default: one each, where memory has room]',
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
  quiet: QUIET_FLAG,
} as const satisfies Record<string, Options>;
