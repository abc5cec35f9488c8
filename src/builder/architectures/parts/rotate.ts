import type { GraphBuilder } from '../../graph/graph.ts';
import type { RopeAngles } from './rope/angles.ts';

/** What of each head is rotated, and which dimensions form a pair. */
export interface RotatedPart {
  /** The first so many dimensions of a head, the others passing through; all where left out. */
  readonly dimensions?: number;
  /** Pairs are neighbours (2i, 2i + 1), as in GPT-J; else a dimension of the first half and its like in the second. */
  readonly interleaved?: boolean;
}

/** Adds the rotation of x, [batch, sequence, heads * headDim], by the angles of its positions. */
export function rotate(
  graph: GraphBuilder,
  x: string,
  heads: number,
  { cos, sin }: Pick<RopeAngles, 'cos' | 'sin'>,
  { dimensions = 0, interleaved = false }: RotatedPart = {},
): string {
  return graph.node('RotaryEmbedding', `${x}.rotated`, [x, cos, sin], {
    ints: { num_heads: heads, rotary_embedding_dim: dimensions, interleaved: interleaved ? 1 : 0 },
  });
}
