import { MODEL_FILES } from '../model-folder.ts';
import { PRECISIONS } from '../precision.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import type { ReadExport } from './exported/adopt.ts';
import type { Graph } from './graph/graph.ts';
import { layOut } from './onnx/external-data.ts';
import { modelBytes } from './onnx/model-bytes.ts';
import { inPrecision } from './quantize/in-precision.ts';

/** What a model takes in one precision, in bytes. */
export interface PrecisionNeeds {
  /** As tables have it: of a build, or `onnx-…` of a graph that another program built. */
  readonly precision: string;
  /** Graph and weights as they lie on disk. */
  readonly disk: number;
  /** While a prompt of the whole context is scored; what Node.js itself takes is not in it. */
  readonly memory: {
    readonly weights: number;
    /** Keys and values of all tokens, three times: of the shared beginning, as a step takes them and as it leaves them. */
    readonly cache: number;
    /** The attention scores of a layer, three rows of its widest matrix, and logits where all are given, for the tokens of a step. */
    readonly activations: number;
    readonly total: number;
  };
}

/** Caches that are there at once; see `cache`. */
const CACHES = 3;

/** Rows of the width of the widest matrix: the gated feed-forward's two branches and their product. */
const WIDE_ROWS = 3;

/** What a model takes in every precision there is; `step` is the most tokens that are run at once. */
export function needsOf(model: DecoderModel, step: number): readonly PrecisionNeeds[] {
  return PRECISIONS.map((precision) => {
    const disk = bytesOf(inPrecision(model.graph, precision));
    return { precision, disk, memory: memoryOf({ ...sizesOf(model), weights: disk }, step) };
  });
}

/** What a graph takes that another program built, as it is; null where graph and configuration don't say enough. */
export function exportNeeds(
  { config: { heads, contextLength }, shape, weights }: ReadExport,
  disk: number,
  step: number,
): PrecisionNeeds | null {
  const { tokenCache, tokenLogits, vocabSize } = shape;
  if (heads === undefined || tokenCache === null) return null;
  const sizes = {
    weights: disk + weights.widened * (Float32Array.BYTES_PER_ELEMENT / 2),
    contextLength,
    heads,
    widest: widestOf([...weights.widths], vocabSize),
    tokenCache,
    tokenLogits,
  };
  const memory = memoryOf(sizes, step);
  return { precision: `onnx-${weights.precision}`, disk, memory };
}

/** What decides the memory of a model. */
interface Sizes {
  /** Bytes. */
  readonly weights: number;
  readonly contextLength: number;
  readonly heads: number;
  /** Of its matrices, but the output's. */
  readonly widest: number;
  /** Bytes of one token's keys and values in all layers; 0 where none are kept, and each prompt is run as a whole. */
  readonly tokenCache: number;
  /** Bytes of the logits of one token where a step gives those of all its tokens; else 0. */
  readonly tokenLogits: number;
}

function memoryOf(sizes: Sizes, step: number): PrecisionNeeds['memory'] {
  const { weights, contextLength, heads, widest, tokenCache, tokenLogits } = sizes;
  const cache = CACHES * tokenCache * contextLength;
  const tokens = tokenCache === 0 ? contextLength : Math.min(step, contextLength);
  const perToken = (heads * contextLength + WIDE_ROWS * widest) * Float32Array.BYTES_PER_ELEMENT;
  const activations = tokens * (perToken + tokenLogits);
  return { weights, cache, activations, total: weights + cache + activations };
}

/** Graph and weights on disk; weights are held in memory as they lie there. */
function bytesOf(graph: Graph): number {
  const layout = layOut(graph);
  return layout.length + modelBytes(graph, layout, MODEL_FILES.weights, { name: '', version: '' }).length;
}

function sizesOf(model: DecoderModel): Omit<Sizes, 'weights'> {
  const { graph, contextLength, layers, kvHeads, headDim, vocabSize, prefixReuse } = model;
  const widths = graph.initializers.flatMap(({ kind, shape }) =>
    kind === 'tensor' && shape.length === 2 ? shape : [],
  );
  return {
    contextLength,
    heads: graph.nodes.reduce((most, { ints }) => Math.max(most, ints['q_num_heads'] ?? 0), 0),
    widest: widestOf(widths, vocabSize),
    tokenCache: prefixReuse ? layers * 2 * kvHeads * headDim * Float32Array.BYTES_PER_ELEMENT : 0,
    tokenLogits: 0,
  };
}

function widestOf(widths: readonly number[], vocabSize: number | null): number {
  return widths.reduce((widest, width) => (width === vocabSize ? widest : Math.max(widest, width)), 0);
}
