import { MODEL_FILES } from '../model-folder.ts';
import { PRECISIONS, type Precision } from '../precision.ts';
import type { DecoderModel } from './architectures/architecture.ts';
import type { Graph } from './graph/graph.ts';
import { layOut } from './onnx/external-data.ts';
import { modelBytes } from './onnx/model-bytes.ts';
import { inPrecision } from './quantize/in-precision.ts';

/** What a model takes in one precision, in bytes. */
export interface PrecisionNeeds {
  readonly precision: Precision;
  /** Graph and weights as they lie on disk. */
  readonly disk: number;
  /** While a prompt of the whole context is scored; what Node.js itself takes is not in it. */
  readonly memory: {
    readonly weights: number;
    /** Keys and values of all tokens, three times: of the shared beginning, as a step takes them and as it leaves them. */
    readonly cache: number;
    /** The attention scores of a layer and three rows of its widest matrix, for the tokens of a step. */
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
    const [cache, activations] = [cacheBytes(model), activationBytes(model, step)];
    return {
      precision,
      disk,
      memory: { weights: disk, cache, activations, total: disk + cache + activations },
    };
  });
}

/** Graph and weights on disk; weights are held in memory as they lie there. */
function bytesOf(graph: Graph): number {
  const layout = layOut(graph);
  return layout.length + modelBytes(graph, layout, MODEL_FILES.weights, { name: '', version: '' }).length;
}

function cacheBytes({ layers, kvHeads, headDim, contextLength, prefixReuse }: DecoderModel): number {
  const each = layers * 2 * kvHeads * headDim * contextLength * Float32Array.BYTES_PER_ELEMENT;
  return prefixReuse ? CACHES * each : 0;
}

function activationBytes(
  { graph, contextLength, vocabSize, prefixReuse }: DecoderModel,
  step: number,
): number {
  const heads = Math.max(0, ...graph.nodes.map(({ ints }) => ints['q_num_heads'] ?? 0));
  const widths = graph.initializers.flatMap(({ kind, shape }) =>
    kind === 'tensor' && shape.length === 2 && shape[0] !== vocabSize ? shape : [],
  );
  const tokens = prefixReuse ? Math.min(step, contextLength) : contextLength;
  const perToken = heads * contextLength + WIDE_ROWS * Math.max(0, ...widths);
  return tokens * perToken * Float32Array.BYTES_PER_ELEMENT;
}
