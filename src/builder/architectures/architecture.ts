import type { Graph } from '../graph/graph.ts';

/** What the numbers of a decoder's cache and vocabulary are; copied into the manifest. */
export interface DecoderSizes {
  readonly vocabSize: number;
  /** Tokens that the model was made for. */
  readonly contextLength: number;
  readonly layers: number;
  /** Heads that keys and values have. */
  readonly kvHeads: number;
  readonly headDim: number;
  /**
   * Sequences with more tokens than this are computed otherwise from their first token on (longrope), so that shorter and
   * longer ones share no keys and values. The graph has the input `final_length` then.
   */
  readonly lengthBorder?: number | undefined;
}

/** A token id that a config names. */
export interface NamedId {
  /** The key of config.json. */
  readonly name: string;
  readonly id: number;
}

/** A decoder as a graph whose tensors have the checkpoint's names. */
export interface DecoderModel extends DecoderSizes {
  readonly graph: Graph;
  /** The rows that each layer gives to the next one, in their order; the last layer's go to the head. */
  readonly layerRows: readonly string[];
  /** False where later tokens change what is computed for earlier ones: the graph then takes whole sequences, without a cache. */
  readonly prefixReuse: boolean;
  /** What the graph looks for to know where a prompt ends: the tokenizer must end prompts with these. Absent where it looks for nothing. */
  readonly promptEnd?: readonly NamedId[];
  /** Tensors that a checkpoint may store although the graph does without them, such as the copy of a tied matrix. */
  readonly redundant: readonly string[];
  /** How the names of tensors begin that belong to another part of the checkpoint, such as an encoder of images. */
  readonly otherParts?: readonly string[];
}

/** A family of models: how its config becomes a graph. */
export interface Architecture {
  /** `model_type` of config.json. */
  readonly modelType: string;
  /** What some checkpoints put before the names of tensors and others don't, such as `transformer.`. */
  readonly optionalPrefix?: string;
  /**
   * Makes the graph of a config.json's object; `hasTensor` says what the checkpoint stores
   * (names without the optional prefix, as the graph has them).
   * Throws InputError where the config lacks or misstates something, or asks for a variant that isn't covered.
   */
  build(config: unknown, hasTensor: (name: string) => boolean): DecoderModel;
}
