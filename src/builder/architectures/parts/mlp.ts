import type { GraphBuilder } from '../../graph/graph.ts';
import { linear } from './linear.ts';

/** A gated feed-forward part with SiLU, its layers being `name.gate_proj`, `name.up_proj`, `name.down_proj`. */
export interface GatedMlp {
  readonly name: string;
  readonly hidden: number;
  readonly intermediate: number;
  readonly bias: boolean;
}

/** Adds `down(silu(gate(x)) * up(x))` for x of shape [rows, hidden]; the result has the same shape. */
export function gatedMlp(
  graph: GraphBuilder,
  x: string,
  { name, hidden, intermediate, bias }: GatedMlp,
): string {
  const widen = { inputs: hidden, outputs: intermediate, bias };
  const gate = linear(graph, x, { name: `${name}.gate_proj`, ...widen });
  const up = linear(graph, x, { name: `${name}.up_proj`, ...widen });
  const sigmoid = graph.node('Sigmoid', `${name}.sigmoid`, [gate]);
  const silu = graph.node('Mul', `${name}.silu`, [gate, sigmoid]);
  const gated = graph.node('Mul', `${name}.gated`, [silu, up]);
  return linear(graph, gated, { name: `${name}.down_proj`, inputs: intermediate, outputs: hidden, bias });
}
