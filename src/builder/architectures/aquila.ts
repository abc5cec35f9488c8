import { z } from 'zod';
import { llamaLike } from './parts/llama-like.ts';

/**
 * Aquila-7B: LLaMA under a name of its own. Its published code also clamps attention scores to +-1024 against overflow in
 * float16, which scores of trained weights don't reach.
 */
export const aquila = llamaLike('aquila', z.object({}));
