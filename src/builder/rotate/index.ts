import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Graph } from '../graph/graph.ts';
import { findHiddenState } from './hidden-state.ts';
import { rotationOf } from './rotation.ts';
import { ROTATION_TENSORS, unrotateLast } from './unrotate-last.ts';
import { findValueHeads } from './value-heads.ts';
import { withRotation } from './with-rotation.ts';

/** A graph that computes with the weights of `rotatedWeights` what the graph did with its own. */
export function rotatedGraph(graph: Graph): Graph {
  const state = findHiddenState(graph);
  return state === null ? graph : unrotateLast(graph, state);
}

/**
 * The rows of the rotated graph that are the rotated hidden state behind an RMSNorm whose factors are folded into the layers
 * that read it: their root mean square is 1, and no channel is far above the others.
 */
export function evenRows(graph: Graph): ReadonlySet<string> {
  const factors = new Set(findHiddenState(graph)?.readers.values());
  const norms = graph.nodes.filter(
    ({ op, inputs: [, own = ''] }) => op === 'RMSNormalization' && factors.has(own),
  );
  return new Set(norms.flatMap(({ outputs }) => outputs));
}

/**
 * The weights of a graph with its hidden state and the values of its attention rotated, where it has such that may be:
 * no channel stays far above the others, so that rounding costs less, of weights and of activations.
 */
export function rotatedWeights(graph: Graph, checkpoint: Checkpoint): Checkpoint {
  const state = findHiddenState(graph);
  const heads = findValueHeads(graph);
  const turned = [state, heads].reduce(
    (weights, space) => (space === null ? weights : withRotation(weights, space)),
    checkpoint,
  );
  if (state === null) return turned;
  const rotation = rotationOf(state.size);
  return {
    ...turned,
    read(name, range) {
      const { signs, size } = rotation;
      if (name === ROTATION_TENSORS.signs) return [signs.subarray(range?.start, range?.end)];
      if (name === ROTATION_TENSORS.mixing)
        return [rotation.matrixRows((range?.start ?? 0) / size, (range?.end ?? size * size) / size)];
      return turned.read(name, range);
    },
  };
}
