import type { GraphBuilder } from '../graph/graph.ts';
import type { DecoderSizes } from './architecture.ts';
import type { GlmPositions } from './chatglm-positions.ts';
import { rotatedDimensions } from './parts/config.ts';
import { anglesAt } from './parts/rope/angles.ts';
import { readRope } from './parts/rope/read-rope.ts';
import { rotate } from './parts/rotate.ts';
import { roundTo } from './parts/round.ts';

/**
 * Turns the first half of each head by the place of its token and the second by its place in the answer. The published
 * code keeps the frequencies in float16, whatever it computes in.
 */
export function rotationIn2d(
  graph: GraphBuilder,
  { place, block }: GlmPositions,
  { headDim, contextLength }: DecoderSizes,
): (x: string, heads: number) => string {
  const half = rotatedDimensions(headDim / 2, headDim);
  const { frequencies } = readRope({}, { headDim: half, contextLength });
  const turns = roundTo(graph, graph.float32List('rope.frequencies', frequencies), 'float16');
  const halves = [
    { name: 'first', angles: anglesAt(graph, place, turns, 'rope.first') },
    { name: 'second', angles: anglesAt(graph, block, turns, 'rope.second') },
  ];
  return (x, heads) => {
    const reshaped = (value: string, name: string, shape: readonly number[]): string =>
      graph.node('Reshape', `${x}.${name}`, [value, graph.int64(shape)]);
    const cut = reshaped(x, 'heads', [0, 0, heads, 2, half]);
    graph.node('Split', `${x}.halves`, [cut, graph.int64([1, 1])], {
      ints: { axis: 3 },
      outputs: halves.map(({ name }) => `${x}.${name}`),
    });
    const turned = halves.map(({ name, angles }) => {
      const rows = reshaped(`${x}.${name}`, `${name}.rows`, [0, 0, heads * half]);
      return reshaped(rotate(graph, rows, heads, angles), `${name}.turned`, [0, 0, heads, 1, half]);
    });
    const joined = graph.node('Concat', `${x}.turned`, turned, { ints: { axis: 3 } });
    return reshaped(joined, 'rotated', [0, 0, heads * headDim]);
  };
}
