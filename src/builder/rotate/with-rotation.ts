import type { Checkpoint, ValueRange } from '../checkpoint/checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/read-whole.ts';
import { type Rotation, rotateColumns, rotateRows, rotationOf } from './rotation.ts';
import type { Space } from './space.ts';

/**
 * A checkpoint of the same function whose vectors of a space are rotated. Tensors are read in whole rows; of those with
 * rotated columns one is held in memory, as float32.
 */
export function withRotation(checkpoint: Checkpoint, space: Space): Checkpoint {
  const rotation = rotationOf(space.size);
  const norms = new Set(space.readers.values());
  const wholeOf = (name: string): ValueRange => ({
    start: 0,
    end: valueCount(checkpoint.tensors.get(name)?.shape ?? []),
  });
  let held: { readonly name: string; readonly values: Float32Array } | undefined;
  return {
    ...checkpoint,
    read(name, range = wholeOf(name)) {
      if (norms.has(name)) return [new Float32Array(range.end - range.start).fill(1)];
      const rows = space.writers.get(name);
      if (rows !== undefined) {
        if (held?.name !== name) {
          const values = Float32Array.from(readWhole(checkpoint, name, wholeOf(name)));
          rotateWritten(rotation, values, { rows, width: checkpoint.tensors.get(name)?.shape[1] ?? 1 });
          held = { name, values };
        }
        return [held.values.slice(range.start, range.end)];
      }
      const norm = space.readers.get(name);
      if (norm === undefined) return checkpoint.read(name, range);
      const factors = norm === null ? null : readWhole(checkpoint, norm, wholeOf(norm));
      return rotatedRows(checkpoint, name, { range, rotation, factors: signedFactors(rotation, factors) });
    },
  };
}

/** What a row is multiplied by before its values are mixed. */
function signedFactors({ signs }: Rotation, factors: Float32Array | null): Float32Array {
  return factors === null ? signs : signs.map((sign, index) => sign * (factors[index] ?? 0));
}

function rotateWritten(
  rotation: Rotation,
  values: Float32Array,
  { rows, width }: { readonly rows: ValueRange; readonly width: number },
): void {
  for (let { start } = rows; start < rows.end; start += rotation.size)
    rotateColumns(rotation, values.subarray(start * width, (start + rotation.size) * width));
}

interface Reading {
  readonly range: ValueRange;
  readonly rotation: Rotation;
  readonly factors: Float32Array;
}

function* rotatedRows(
  checkpoint: Checkpoint,
  name: string,
  { range, rotation, factors }: Reading,
): Generator<Float32Array> {
  const width = checkpoint.tensors.get(name)?.shape[1] ?? rotation.size;
  const step = Math.max(1, Math.floor(CHUNK_VALUES / width)) * width;
  for (let { start } = range; start < range.end; start += step) {
    const rows = readWhole(checkpoint, name, { start, end: Math.min(start + step, range.end) });
    rotateRows(rotation, rows, factors);
    yield rows;
  }
}
