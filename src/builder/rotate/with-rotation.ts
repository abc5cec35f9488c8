import type { Checkpoint, ValueRange } from '../checkpoint/checkpoint.ts';
import { CHUNK_VALUES, valueCount } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/read-whole.ts';
import type { HiddenState } from './hidden-state.ts';
import { ROTATION_TENSORS } from './rotate-graph.ts';
import type { Rotation } from './rotation.ts';
import { rotateColumns, rotateRows, rotationOf } from './rotation.ts';

/**
 * A checkpoint of the same function whose hidden state is rotated: the embedding's rows are, what is added to the state
 * is, and the matrices that read it turn it back, with the factors of the norm before them, which become 1. Matrices are
 * read in whole rows; of those that add to the state one is held in memory, as float32.
 */
export function withRotation(checkpoint: Checkpoint, state: HiddenState): Checkpoint {
  const rotation = rotationOf(state.size);
  const norms = new Set(state.readers.values());
  const wholeOf = (name: string): ValueRange => ({
    start: 0,
    end: valueCount(checkpoint.tensors.get(name)?.shape ?? []),
  });
  let held: { readonly name: string; readonly values: Float32Array } | undefined;
  const written = (name: string): Float32Array => {
    if (held?.name !== name)
      held = { name, values: writtenValues(checkpoint, name, { range: wholeOf(name), rotation }) };
    return held.values;
  };
  return {
    ...checkpoint,
    read(name, range = wholeOf(name)) {
      const norm = state.readers.get(name);
      if (name === ROTATION_TENSORS.signs) return [rotation.signs];
      if (name === ROTATION_TENSORS.mixing) return [mixingMatrix(rotation)];
      if (norms.has(name)) return [new Float32Array(range.end - range.start).fill(1)];
      if (state.writers.has(name)) return [written(name).subarray(range.start, range.end)];
      if (name === state.embedding)
        return rotatedRows(checkpoint, name, { range, rotation, factors: rotation.signs });
      if (norm === undefined) return checkpoint.read(name, range);
      const factors = readWhole(checkpoint, norm, wholeOf(norm)).map(
        (factor, index) => factor * (rotation.signs[index] ?? 0),
      );
      return rotatedRows(checkpoint, name, { range, rotation, factors });
    },
  };
}

interface Reading {
  readonly range: ValueRange;
  readonly rotation: Rotation;
}

function writtenValues(checkpoint: Checkpoint, name: string, { range, rotation }: Reading): Float32Array {
  const values = Float32Array.from(readWhole(checkpoint, name, range));
  // A bias is a row, a matrix has one in each column.
  if (values.length === rotation.size) rotateRows(rotation, values);
  else rotateColumns(rotation, values);
  return values;
}

function* rotatedRows(
  checkpoint: Checkpoint,
  name: string,
  { range, rotation, factors }: Reading & { readonly factors: Float32Array },
): Generator<Float32Array> {
  const step = Math.max(1, Math.floor(CHUNK_VALUES / rotation.size)) * rotation.size;
  for (let { start } = range; start < range.end; start += step) {
    const rows = readWhole(checkpoint, name, { start, end: Math.min(start + step, range.end) });
    rotateRows(rotation, rows, factors);
    yield rows;
  }
}

function mixingMatrix(rotation: Rotation): Float32Array {
  const { size } = rotation;
  const matrix = new Float32Array(size * size);
  for (let index = 0; index < size; index += 1) matrix[index * size + index] = 1;
  rotation.mix(matrix);
  return matrix;
}
