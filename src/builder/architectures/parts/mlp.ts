import type { GraphBuilder } from '../../graph/graph.ts';
import type { Activation } from './activation.ts';
import { activate } from './activation.ts';
import { linear } from './linear.ts';

/** A gated feed-forward part, its layers being `name.gate_proj`, `name.up_proj`, `name.down_proj`. */
export interface GatedMlp {
  readonly name: string;
  readonly hidden: number;
  readonly intermediate: number;
  readonly bias: boolean;
  readonly activation?: Activation;
}

/** Adds `down(activation(gate(x)) * up(x))` for x of shape [rows, hidden]; the result has the same shape. */
export function gatedMlp(
  graph: GraphBuilder,
  x: string,
  { name, hidden, intermediate, bias, activation = 'silu' }: GatedMlp,
): string {
  const widen = { inputs: hidden, outputs: intermediate, bias };
  const gate = linear(graph, x, { name: `${name}.gate_proj`, ...widen });
  const up = linear(graph, x, { name: `${name}.up_proj`, ...widen });
  const active = activate(graph, `${name}.activation`, gate, activation);
  const gated = graph.node('Mul', `${name}.gated`, [active, up]);
  return linear(graph, gated, { name: `${name}.down_proj`, inputs: intermediate, outputs: hidden, bias });
}

/** As `gatedMlp` without biases, the first two layers being one, `name.gate_up_proj`, the gate's outputs first. */
export function fusedGatedMlp(
  graph: GraphBuilder,
  x: string,
  { name, hidden, intermediate, activation = 'silu' }: Omit<GatedMlp, 'bias'>,
): string {
  const layer = { name: `${name}.gate_up_proj`, inputs: hidden, outputs: 2 * intermediate, bias: false };
  const [gate, up] = [`${name}.gate`, `${name}.up`] as const;
  graph.node(
    'Split',
    `${layer.name}.parts`,
    [linear(graph, x, layer), graph.int64([intermediate, intermediate])],
    {
      ints: { axis: 1 },
      outputs: [gate, up],
    },
  );
  const active = activate(graph, `${name}.activation`, gate, activation);
  const gated = graph.node('Mul', `${name}.gated`, [active, up]);
  return linear(graph, gated, {
    name: `${name}.down_proj`,
    inputs: intermediate,
    outputs: hidden,
    bias: false,
  });
}

/** A plain feed-forward part of two linear layers, called `up` and `down` in full. */
export interface PlainMlp {
  readonly up: string;
  readonly down: string;
  readonly hidden: number;
  readonly intermediate: number;
  readonly bias: boolean;
  readonly activation: Activation;
  readonly inputsFirst?: boolean;
}

/** Adds `down(activation(up(x)))` for x of shape [rows, hidden]; the result has the same shape. */
export function plainMlp(
  graph: GraphBuilder,
  x: string,
  { up, down, hidden, intermediate, bias, activation, inputsFirst = false }: PlainMlp,
): string {
  const kind = { bias, inputsFirst };
  const wide = linear(graph, x, { ...kind, name: up, inputs: hidden, outputs: intermediate });
  const active = activate(graph, `${up}.activation`, wide, activation);
  return linear(graph, active, { ...kind, name: down, inputs: intermediate, outputs: hidden });
}
