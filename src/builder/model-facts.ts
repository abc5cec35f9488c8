import type { InputError } from '../errors.ts';
import type { NamedId } from './architectures/architecture.ts';
import type { Checkpoint, TokenizerFile } from './checkpoint/checkpoint.ts';
import type { PrecisionNeeds } from './needs.ts';

/** How much of a model is stored in one element type. */
interface DtypeShare {
  readonly dtype: string;
  readonly values: number;
}

/** What can be said of a model without running it. */
export interface ModelFacts {
  readonly kind: Checkpoint['format'] | 'onnx' | 'model-folder';
  /** model_type of the config, or GGUF's general.architecture; whether it can be built is another question. */
  readonly architecture: string | null;
  /** Why no model can be built of it; null where one can be, or needs not be. */
  readonly obstacle: string | null;
  /** Trained values, each once: a tied output matrix is the embedding, even where a copy of it is stored. */
  readonly parameterCount: number;
  /** Largest share first. */
  readonly dtypes: readonly DtypeShare[];
  /** Such as `tokenizer.json (BPE)` or `gpt2 (smollm)`; null where there is none. */
  readonly tokenizer: string | null;
  readonly contextLength: number | null;
  /** Rows of the output matrix; null where it can't be built, or a graph leaves them open. */
  readonly vocabularySize: number | null;
  /** Size of the files that hold the weights. */
  readonly bytes: number;
  /** What it takes once built, in every precision there is, or as it is; none where that is not known. */
  readonly needs: readonly PrecisionNeeds[];
}

/** A model's facts, and the files of its tokenizer or why they can't be had. */
export interface Inspection {
  readonly facts: ModelFacts;
  readonly tokenizerFiles: readonly TokenizerFile[] | InputError;
  /** What the model takes for the end of a prompt; null where there is no model to be built. */
  readonly promptEnd: readonly NamedId[] | null;
}
