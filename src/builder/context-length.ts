import { z } from 'zod';

/** The names that the families give to the longest sequence. */
const ContextKeys = z.object({
  max_position_embeddings: z.number().optional(),
  n_positions: z.number().optional(),
  max_seq_len: z.number().optional(),
  max_sequence_length: z.number().optional(),
  model_max_length: z.number().optional(),
  seq_length: z.number().optional(),
});

/** Tokens that a model takes by the object of its config.json, or null where that doesn't say. */
export function contextLengthOf(config: unknown): number | null {
  return Object.values(ContextKeys.safeParse(config).data ?? {})[0] ?? null;
}
