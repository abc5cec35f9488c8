import type { ValueRange } from '../checkpoint/checkpoint.ts';

/**
 * Vectors inside a decoder that are linear in what is added to them and read by matrices, so that an orthogonal matrix may be
 * folded into all of the tensors around without a change of what the decoder computes.
 */
export interface Space {
  /** Values of a vector. */
  readonly size: number;
  /** Tensors whose rows are such vectors, one or several side by side: the factors of the norm before, which become 1. */
  readonly readers: ReadonlyMap<string, string | null>;
  /** Tensors whose columns are such vectors, one or several, one below the other: the rows that they take. */
  readonly writers: ReadonlyMap<string, ValueRange>;
}
