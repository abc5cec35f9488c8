import type { Graph } from './graph.ts';

/** The width of a decoder's hidden state, which its last product reads. */
export function hiddenWidth({ nodes, initializers }: Graph): number {
  const last = nodes.findLast(({ op }) => op === 'Gemm');
  const weight = initializers.find(({ name }) => name === last?.inputs[1]);
  const [rows = 0, columns = 0] = weight?.shape ?? [];
  return last?.ints['transB'] === 1 ? columns : rows;
}
