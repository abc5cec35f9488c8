import { PRECISIONS } from '../precision.ts';
import { command, commandGroup } from './command.ts';
import { examFlags, JSON_FLAG, PRECISION_FLAG, QUIET_FLAG, THREADS_FLAG } from './exam-flags.ts';

const BASE_FLAG = {
  type: 'string',
  describe: 'what the checkpoint is the published difference to, as with Ziya',
} as const;

const build = command({
  usage: 'build <checkpoint>',
  describe: 'Make an ONNX model folder from a checkpoint',
  positionals: {
    checkpoint: {
      type: 'string',
      demandOption: true,
      describe: 'Hugging Face folder, .gguf file or hub model (owner/name[@revision])',
    },
  },
  flags: {
    base: BASE_FLAG,
    out: { type: 'string', demandOption: true, describe: 'model folder to make' },
    precision: PRECISION_FLAG,
    force: { type: 'boolean', default: false, describe: 'replace a model folder that is there already' },
    json: JSON_FLAG,
    quiet: QUIET_FLAG,
  },
  examples: [
    ['model build smollm2-135m-instruct-q4_1.gguf --out models/smollm2', 'from one GGUF file'],
    ['model build llama-7b-hf --precision int8 --out models/llama-int8', 'smaller, and faster'],
    ['model build ziya-delta --base llama-13b-hf --out models/ziya', 'from a difference and its base'],
  ],
  async run(flags) {
    return (await import('./model/build.ts')).buildCommand(flags);
  },
});

const inspect = command({
  usage: 'inspect <model>',
  describe: 'Tell what a checkpoint or model folder holds, without running it',
  positionals: {
    model: {
      type: 'string',
      demandOption: true,
      describe: 'checkpoint folder, .gguf or .onnx file, hub model or model folder',
    },
  },
  flags: { base: BASE_FLAG, json: JSON_FLAG },
  examples: [
    ['model inspect models/smollm2', 'architecture, parameters, letters, what it takes to run'],
    ['model inspect ziya-delta --base llama-13b-hf', 'a difference and its base'],
  ],
  async run(flags) {
    return (await import('./model/inspect.ts')).inspectCommand(flags);
  },
});

const verify = command({
  usage: 'verify <model>',
  describe:
    "Check a model folder's hashes, and score fixed prompts, the questions of a reference, or a sample in another precision",
  positionals: {
    model: { type: 'string', demandOption: true, describe: 'model folder, or what one is built from' },
  },
  flags: {
    against: { type: 'string', describe: 'file of reference scores, a JSON line a question' },
    precision: {
      choices: PRECISIONS.filter((precision) => precision !== 'fp32'),
      describe: 'count the answers that it changes against fp32, on a sample of --tasks',
    },
    tasks: examFlags.tasks,
    data: examFlags.data,
    tolerance: {
      type: 'number',
      describe: "largest difference of a letter's score that counts as none [default: 0.001]",
    },
    limit: {
      type: 'number',
      describe: 'questions a subject [default: all of the reference, 2 with --precision]',
    },
    threads: THREADS_FLAG,
    json: JSON_FLAG,
    quiet: QUIET_FLAG,
  },
  examples: [
    ['model verify models/smollm2', 'do the bytes agree, does the model answer?'],
    [
      'model verify models/smollm2 --against scores.jsonl --data EXAMS',
      'are its scores those of a reference?',
    ],
    [
      'model verify llama-7b-hf --precision int8 --tasks ceval --data EXAMS',
      'how many answers does int8 change?',
    ],
  ],
  async run(flags) {
    return (await import('./model/verify.ts')).verifyCommand(flags);
  },
});

/** `fiveshot model (build|inspect|verify)`. */
export const model = commandGroup('model', 'Build, inspect and verify models', [build, inspect, verify]);
