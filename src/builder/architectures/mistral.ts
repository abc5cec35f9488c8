import { z } from 'zod';
import { Window } from './parts/config.ts';
import { llamaLike } from './parts/llama-like.ts';

/** The window of transformers' class, for a config without the key; null is a window of none. */
const Config = z
  .object({ sliding_window: Window.nullable().default(4096) })
  .transform(({ sliding_window: window }) => ({ window }));

/** Mistral-7B: LLaMA with grouped key heads and, in its first version, a sliding window. */
export const mistral = llamaLike('mistral', Config);
