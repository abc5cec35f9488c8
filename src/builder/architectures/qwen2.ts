import { NoWindow } from './parts/config.ts';
import { llamaLike } from './parts/llama-like.ts';

/** Qwen1.5 to 2.5: LLaMA with biases on query, key and value. */
export const qwen2 = llamaLike(
  'qwen2',
  NoWindow.transform(() => ({ qkvBias: true })),
);
