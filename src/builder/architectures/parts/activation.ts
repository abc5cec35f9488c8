import { z } from 'zod';
import type { GraphBuilder } from '../../graph/graph.ts';

/** The activations of feed-forward parts, by what they compute; `gelu` is the exact form (erf), not its approximation. */
export type Activation = 'gelu' | 'gelu-tanh' | 'relu' | 'silu';

/** The names that configs have for them (transformers' ACT2FN), as their meaning. */
export const ActivationName = z
  .enum(['gelu', 'gelu_new', 'gelu_fast', 'gelu_pytorch_tanh', 'relu', 'silu', 'swish'])
  .transform((name): Activation => MEANING[name]);

const MEANING = {
  gelu: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
} as const;

/** Adds an activation of `x` under the name `name`. */
export function activate(graph: GraphBuilder, name: string, x: string, activation: Activation): string {
  switch (activation) {
    case 'gelu':
      return graph.node('Gelu', name, [x], { strings: { approximate: 'none' } });
    case 'gelu-tanh':
      return graph.node('Gelu', name, [x], { strings: { approximate: 'tanh' } });
    case 'relu':
      return graph.node('Relu', name, [x]);
    case 'silu':
      return graph.node('Mul', name, [x, graph.node('Sigmoid', `${name}.sigmoid`, [x])]);
    default:
      return activation satisfies never;
  }
}
