import type { GraphBuilder } from '../../graph/graph.ts';
import { attend } from './attend.ts';
import type { DecoderInputs } from './decoder.ts';
import type { Heads } from './projections.ts';
import type { Qkv } from './qkv.ts';
import type { RopeAngles } from './rope/angles.ts';
import { rotate } from './rotate.ts';

/** Attention whose queries and keys are turned by their positions. */
interface RotaryAttention extends Heads {
  readonly name: string;
  readonly layer: number;
  readonly mask: string;
  readonly rope: RopeAngles;
  /** Factor of the scores; 1 / sqrt(headDim) by default. */
  readonly scale?: number;
}

/** Adds the attention of one layer; the result is rows, [batch * sequence, heads * headDim]. */
export function rotaryAttention(
  graph: GraphBuilder,
  inputs: DecoderInputs,
  { query, key, value }: Qkv,
  { rope, ...args }: RotaryAttention,
): string {
  const turn = (x: string, count: number): string => rotate(graph, x, count, rope, rope);
  const turned = { query: turn(query, args.heads), key: turn(key, args.kvHeads), value };
  return attend(graph, inputs, { ...args, ...turned });
}
