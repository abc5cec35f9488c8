import type { Checkpoint, ValueRange } from './checkpoint.ts';
import type { Room } from './room.ts';

/** A range of a tensor's values in one array: as they were read where that was in one chunk, valid until the next read. */
export function readWhole(checkpoint: Checkpoint, name: string, range: ValueRange): Float32Array {
  const length = range.end - range.start;
  let joined: Float32Array | undefined;
  let at = 0;
  for (const chunk of checkpoint.read(name, range)) {
    if (chunk.length === length) return chunk;
    joined ??= new Float32Array(length);
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined ?? new Float32Array(length);
}

/** The same, copied into the room. */
export function readInto(room: Room, checkpoint: Checkpoint, name: string, range: ValueRange): Float32Array {
  const values = room.values(range.end - range.start);
  let at = 0;
  for (const chunk of checkpoint.read(name, range)) {
    values.set(chunk, at);
    at += chunk.length;
  }
  return values;
}
