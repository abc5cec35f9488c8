import type { Graph, GraphNode, Initializer } from '../graph/graph.ts';
import type { HiddenState } from './hidden-state.ts';

/** Names of the rotation's own tensors. */
export const ROTATION_TENSORS = { signs: 'rotation.signs', mixing: 'rotation.mixing' };

/**
 * The graph of a decoder whose hidden state is rotated: it is turned back before the last norm, of the wanted rows only,
 * since the weights behind stay as they are. Where the output matrix is the rotated embedding, the rows are turned once
 * more for it.
 */
export function unrotateLast(graph: Graph, { size, lastNorm, tied }: HiddenState): Graph {
  const [state = '', ...others] = lastNorm.inputs;
  const before = [mix('unrotated.mixed', state), sign('unrotated', 'unrotated.mixed')];
  const norm = { ...lastNorm, inputs: ['unrotated', ...others] };
  const after = [sign('rotated.signed', lastNorm.name), mix('rotated', 'rotated.signed')];
  return {
    ...graph,
    initializers: [...graph.initializers, ...rotationTensors(size)],
    nodes: graph.nodes.flatMap((node) => {
      if (node === lastNorm) return tied ? [...before, norm, ...after] : [...before, norm];
      if (!tied || !node.inputs.includes(lastNorm.name)) return [node];
      return [{ ...node, inputs: node.inputs.map((name) => (name === lastNorm.name ? 'rotated' : name)) }];
    }),
  };
}

function mix(name: string, x: string): GraphNode {
  return { ...PLAIN, op: 'MatMul', name, inputs: [x, ROTATION_TENSORS.mixing], outputs: [name] };
}

function sign(name: string, x: string): GraphNode {
  return { ...PLAIN, op: 'Mul', name, inputs: [x, ROTATION_TENSORS.signs], outputs: [name] };
}

const PLAIN = { domain: '', ints: {}, floats: {}, strings: {} } as const;

function rotationTensors(size: number): readonly Initializer[] {
  return [
    { kind: 'tensor', name: ROTATION_TENSORS.signs, shape: [size] },
    { kind: 'tensor', name: ROTATION_TENSORS.mixing, shape: [size, size] },
  ];
}
