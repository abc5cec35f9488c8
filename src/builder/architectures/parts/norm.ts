import type { GraphBuilder } from '../../graph/graph.ts';
import type { DecoderInputs } from './decoder.ts';
import type { Qkv } from './qkv.ts';

/** RMSNorm over the last dimension of `x`: `x / sqrt(mean(x^2) + epsilon) * weight`, the weight being `name.weight`. */
export interface RmsNorm {
  readonly name: string;
  readonly size: number;
  readonly epsilon: number;
  /** The factor is 1 + weight, as Gemma stores it. */
  readonly plusOne?: boolean;
}

/** Adds the norm and returns its result, of the shape of `x`. */
export function rmsNorm(
  graph: GraphBuilder,
  x: string,
  { name, size, epsilon, plusOne = false }: RmsNorm,
): string {
  const stored = graph.tensor(`${name}.weight`, [size]);
  const weight = plusOne ? graph.node('Add', `${name}.factor`, [stored, graph.float32(1)]) : stored;
  return graph.node('RMSNormalization', name, [x, weight], { ints: { axis: -1 }, floats: { epsilon } });
}

/** Layer norm over the last dimension of `x`: `(x - mean) / sqrt(variance + epsilon) * name.weight + name.bias`. */
export interface LayerNorm extends Omit<RmsNorm, 'plusOne'> {
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

/** RMSNorm of each head of queries and keys. */
export interface HeadNorms extends Omit<RmsNorm, 'size'> {
  readonly headDim: number;
}

/** Adds the norms `name.q_norm` and `name.k_norm`, each with one weight for all heads; values stay as they are. */
export function headNorms(
  graph: GraphBuilder,
  { query, key, value }: Qkv,
  inputs: DecoderInputs,
  { name, headDim, ...args }: HeadNorms,
): Qkv {
  const norm = (x: string, part: string): string => {
    const heads = graph.node('Reshape', `${x}.heads`, [x, graph.int64([-1, headDim])]);
    const normed = rmsNorm(graph, heads, { ...args, name: `${name}.${part}`, size: headDim });
    return graph.node('Reshape', `${x}.normed`, [normed, inputs.batchShape]);
  };
  return { query: norm(query, 'q_norm'), key: norm(key, 'k_norm'), value };
}
