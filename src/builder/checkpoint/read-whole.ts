import type { Checkpoint, ValueRange } from './checkpoint.ts';

/** A range of a tensor's values in one array: as they were read where that was in one chunk, valid until the next read. */
export function readWhole(checkpoint: Checkpoint, name: string, { start, end }: ValueRange): Float32Array {
  const length = end - start;
  let joined: Float32Array | undefined;
  let at = 0;
  for (const chunk of checkpoint.read(name, { start, end })) {
    if (chunk.length === length) return chunk;
    joined ??= new Float32Array(length);
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined ?? new Float32Array(length);
}
