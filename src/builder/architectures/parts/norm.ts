import type { GraphBuilder } from '../../graph/graph.ts';

/** RMSNorm over the last dimension of `x`: `x / sqrt(mean(x^2) + epsilon) * weight`, the weight being `name.weight`. */
export interface RmsNorm {
  readonly name: string;
  readonly size: number;
  readonly epsilon: number;
}

/** Adds the norm and returns its result, of the shape of `x`. */
export function rmsNorm(graph: GraphBuilder, x: string, { name, size, epsilon }: RmsNorm): string {
  const weight = graph.tensor(`${name}.weight`, [size]);
  return graph.node('RMSNormalization', name, [x, weight], { ints: { axis: -1 }, floats: { epsilon } });
}

/** Layer norm over the last dimension of `x`: `(x - mean) / sqrt(variance + epsilon) * name.weight + name.bias`. */
export interface LayerNorm extends RmsNorm {
  /** Without, nothing is added. */
  readonly bias?: boolean;
}

/** Adds the norm and returns its result, of the shape of `x`. */
export function layerNorm(
  graph: GraphBuilder,
  x: string,
  { name, size, epsilon, bias = true }: LayerNorm,
): string {
  const operands = [x, graph.tensor(`${name}.weight`, [size])];
  if (bias) operands.push(graph.tensor(`${name}.bias`, [size]));
  return graph.node('LayerNormalization', name, operands, { ints: { axis: -1 }, floats: { epsilon } });
}
