import type { GraphBuilder } from '../../graph/graph.ts';

/** Numbers of ONNX's element types. */
const FLOAT = 1;
const NARROW = { float16: 10, bfloat16: 16 } as const;

/** Adds the rounding of float32 values to a narrower type, as float32 again. */
export function roundTo(graph: GraphBuilder, x: string, type: keyof typeof NARROW): string {
  const narrow = graph.node('Cast', `${x}.${type}`, [x], { ints: { to: NARROW[type] } });
  return graph.node('Cast', `${x}.rounded`, [narrow], { ints: { to: FLOAT } });
}
