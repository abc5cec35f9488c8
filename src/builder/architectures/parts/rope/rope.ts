/** Rotary embedding of the half-split kind: pair i of a position's dimensions turns by position * frequencies[i]. */
export interface Rope {
  /** Radians a position, one a pair of dimensions. */
  readonly frequencies: Float32Array;
  /** Factor of the cosines and sines. */
  readonly magnitude: number;
  /** Other frequencies, which hold for the whole of every sequence with more than `above` tokens. */
  readonly long: { readonly above: number; readonly frequencies: Float32Array } | null;
}

/** What all kinds of scaling start from. */
export interface RopeBase {
  /** Dimensions that turn; twice the number of frequencies. */
  readonly dimensions: number;
  readonly theta: number;
  /** Tokens that the model was made for, and those that it was trained on before its context was widened. */
  readonly context: number;
  readonly originalContext: number | null;
}

/**
 * A kind of scaling: the embedding that its own keys of config.json make of the base. Frequencies are rounded to float32
 * after each operation, as the float32 reference does (transformers' rope utilities). Throws InputError for wrong keys.
 */
export type RopeKind = (values: unknown, base: RopeBase) => Rope;
