import type { Checkpoint, ValueRange } from '../checkpoint/checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint/checkpoint.ts';
import { readInto, readWhole } from '../checkpoint/read-whole.ts';
import { createRoom, type Room } from '../checkpoint/room.ts';
import { type Rotation, rotateColumns, rotateRows, rotationOf } from './rotation.ts';
import type { Space } from './space.ts';

/**
 * A checkpoint of the same function whose vectors of a space are rotated. Tensors are read in whole rows; of those with
 * rotated columns the rows of one are held in memory, as float32.
 */
export function withRotation(checkpoint: Checkpoint, space: Space): Checkpoint {
  const rotation = rotationOf(space.size);
  const norms = new Set(space.readers.values());
  const wholeOf = (name: string): ValueRange => ({
    start: 0,
    end: valueCount(checkpoint.tensors.get(name)?.shape ?? []),
  });
  const written = createRoom();
  let held: { readonly name: string; readonly values: Float32Array } | undefined;
  const hold = (name: string, rows: ValueRange, width: number): Float32Array => {
    if (held?.name === name) return held.values;
    const values = readInto(written, checkpoint, name, { start: rows.start * width, end: rows.end * width });
    for (let start = 0; start < values.length; start += rotation.size * width)
      rotateColumns(rotation, values.subarray(start, start + rotation.size * width));
    held = { name, values };
    return values;
  };
  function* readWritten(name: string, rows: ValueRange, { start, end }: ValueRange): Generator<Float32Array> {
    const width = checkpoint.tensors.get(name)?.shape[1] ?? 1;
    const [first, last] = [rows.start * width, rows.end * width];
    if (start < first) yield* checkpoint.read(name, { start, end: Math.min(end, first) });
    if (start < last && end > first)
      yield hold(name, rows, width).subarray(Math.max(start - first, 0), Math.min(end, last) - first);
    if (end > last) yield* checkpoint.read(name, { start: Math.max(start, last), end });
  }
  const room = createRoom();
  return {
    ...checkpoint,
    read(name, range = wholeOf(name)) {
      if (norms.has(name)) return [new Float32Array(range.end - range.start).fill(1)];
      const rows = space.writers.get(name);
      if (rows !== undefined) return readWritten(name, rows, range);
      const norm = space.readers.get(name);
      if (norm === undefined) return checkpoint.read(name, range);
      const factors = norm === null ? null : readWhole(checkpoint, norm, wholeOf(norm));
      return rotatedRows(checkpoint, name, {
        range,
        rotation,
        factors: signedFactors(rotation, factors),
        room,
      });
    },
  };
}

/** What a row is multiplied by before its values are mixed. */
function signedFactors({ signs }: Rotation, factors: Float32Array | null): Float32Array {
  return factors === null ? signs : signs.map((sign, index) => sign * (factors[index] ?? 0));
}

interface Reading {
  readonly range: ValueRange;
  readonly rotation: Rotation;
  readonly factors: Float32Array;
  /** For the rotated rows. */
  readonly room: Room;
}

function* rotatedRows(
  checkpoint: Checkpoint,
  name: string,
  { range, rotation, factors, room }: Reading,
): Generator<Float32Array> {
  const width = checkpoint.tensors.get(name)?.shape[1] ?? rotation.size;
  const step = Math.max(1, Math.floor(CHUNK_VALUES / width)) * width;
  for (let { start } = range; start < range.end; start += step) {
    const rows = readWhole(checkpoint, name, { start, end: Math.min(start + step, range.end) });
    const into = room.values(rows.length);
    rotateRows(rotation, rows, { factors, into });
    yield into;
  }
}
