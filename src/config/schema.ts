import { z } from 'zod';

const text = z.string().min(1);

/** What a config file may say; the flags of `run` have the same names and win over it. */
export const configSchema = z.strictObject({
  model: text.optional().describe('model folder'),
  tasks: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe('bench[/subject], as a list or with commas'),
  data: text.optional().describe('folder that holds ceval, mmlu, agieval, gaokao'),
  recipe: text.optional(),
  split: z.enum(['val', 'test']).optional(),
  shots: z.int().min(0).max(5).optional(),
  limit: z.int().min(1).optional().describe('questions a subject'),
  precision: z.enum(['fp32']).optional(),
  letters: z.enum(['upstream', 'context']).optional(),
  threads: z.int().min(1).max(1024).optional(),
  maxTokens: z.int().min(16).optional(),
  reuse: z.boolean().optional(),
  out: text.optional(),
  json: z.boolean().optional(),
  quiet: z.boolean().optional(),
});

/** The content of a config file, checked. */
export type Config = z.infer<typeof configSchema>;
