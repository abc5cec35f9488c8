import { z } from 'zod';
import { llamaLike } from './parts/llama-like.ts';

const Config = z
  .object({ attention_bias: z.boolean().default(false), mlp_bias: z.boolean().default(false) })
  .transform(({ attention_bias: bias, mlp_bias: mlpBias }) => ({ qkvBias: bias, outputBias: bias, mlpBias }));

/** LLaMA 1 to 3 and what shares their model type: SmolLM2, Open-LLaMA, Ziya. */
export const llama = llamaLike('llama', Config);
