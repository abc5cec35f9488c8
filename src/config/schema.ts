import { z } from 'zod';
import { PRECISIONS } from '../precision.ts';
import { parseShard } from './shard.ts';

const EXAM = 'it must name an exam';
const exam = z.string(EXAM).min(1, EXAM);
const text = z.string('it must be a text').min(1, 'it must not be empty');

/** Both a flag's and a key's message of what it may be. */
function whole(min: number, max: number) {
  const rule = `it must be a whole number ${max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`}`;
  return z.int(rule).min(min, rule).max(max, rule);
}

const SHARD = 'it must be i/n, as 1/4 for the first of four shards';

const YES_NO = 'it must be true or false';

/** What a config file may say; the flags of `run` have the same names and win over it. */
export const configSchema = z.strictObject({
  model: text.optional().describe('checkpoint folder, .gguf file, hub model or model folder'),
  tasks: z
    .union([exam, z.array(exam).min(1, EXAM)], EXAM)
    .optional()
    .describe('bench[/subject], as a list or with commas'),
  data: text.optional().describe('folder that holds ceval, mmlu, agieval, gaokao'),
  recipe: text.optional(),
  split: z.enum(['val', 'test'], 'it must be val or test').optional(),
  shots: whole(0, 5).optional(),
  limit: whole(1, Infinity).optional().describe('questions a subject'),
  precision: z
    .enum([...PRECISIONS, 'auto'], `it must be ${PRECISIONS.join(', ')} or auto`)
    .optional()
    .describe('number format of the weights'),
  compare: z.boolean(YES_NO).optional(),
  letters: z.enum(['upstream', 'context'], 'it must be upstream or context').optional(),
  threads: whole(1, 1024).optional(),
  replicas: whole(1, 1024).optional().describe('copies of the model'),
  maxTokens: whole(16, Infinity).optional(),
  reuse: z.boolean(YES_NO).optional(),
  shard: z
    .string(SHARD)
    .refine((value) => parseShard(value) !== null, SHARD)
    .optional()
    .describe('the i-th of n parts of the run'),
  out: text.optional(),
  json: z.boolean(YES_NO).optional(),
  quiet: z.boolean(YES_NO).optional(),
});

/** The content of a config file, checked. */
export type Config = z.infer<typeof configSchema>;
