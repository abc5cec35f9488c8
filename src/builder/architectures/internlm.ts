import { z } from 'zod';
import { llamaLike } from './parts/llama-like.ts';

/** In place of rope_scaling; `dynamic` changes nothing up to the context. */
const Rotary = z.object({ base: z.literal(10_000), type: z.enum(['origin', 'dynamic']) });

const Config = z
  .object({ bias: z.boolean().default(true), rotary: Rotary.nullish() })
  .transform(({ bias }) => ({ qkvBias: bias, outputBias: bias }));

/** InternLM of 2023: LLaMA with biases in attention. */
export const internlm = llamaLike('internlm', Config);
