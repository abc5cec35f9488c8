import { z } from 'zod';
import { llamaLike } from './parts/llama-like.ts';

const Config = z
  .object({ bias: z.boolean().default(true) })
  .transform(({ bias }) => ({ qkvBias: bias, outputBias: bias }));

/** InternLM of 2023: LLaMA with biases in attention. */
export const internlm = llamaLike('internlm', Config);
