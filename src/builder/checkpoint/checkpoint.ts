/** How a checkpoint stores a tensor. */
export interface TensorInfo {
  /** Outermost dimension first; a matrix of a linear layer is [out, in]. */
  readonly shape: readonly number[];
  /** The format's own name of the element type, such as `BF16` or `Q4_1`. */
  readonly dtype: string;
}

/** Indices of values in row-major order. */
export interface ValueRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A file that a tokenizer is made of, under the name that Hugging Face gives it. */
export interface TokenizerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A trained model on disk, whatever its format: the one thing that architectures and the builder see of it. */
export interface Checkpoint {
  readonly format: 'safetensors' | 'torch' | 'gguf';
  /** The object of a Hugging Face config.json; unchecked. */
  readonly config: unknown;
  /** Tensors under their Hugging Face names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The files of its tokenizer, none where it has none. Throws InputError for a kind that can't be converted. */
  tokenizerFiles(): readonly TokenizerFile[];
  /** Paths of the files that hold the weights. */
  readonly weightFiles: readonly string[];
  /**
   * The values of a tensor in row-major order as float32, in chunks of at most `CHUNK_VALUES` (of 16 times as many where a
   * view's values lie apart): all of them, or a range (of whole quantised blocks, where the type has such). A chunk is
   * valid until the next is read, of this tensor or another. Throws InputError for a type that can't be read.
   */
  read(name: string, range?: ValueRange): Iterable<Float32Array>;
  /** Throws InputError, as `read` does, where a tensor's type can't be read; so that this is known before any is. */
  assertReadable(name: string): void;
  close(): void;
}

/** Most values of a chunk: 1 MiB of float32, which stays in a processor's cache while it is widened, hashed and copied. */
export const CHUNK_VALUES = 256 * 1024;

/** Number of values in a tensor of this shape. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
