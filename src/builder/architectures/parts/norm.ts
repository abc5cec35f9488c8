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
