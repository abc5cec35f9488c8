import type { Graph, GraphNode, Initializer } from './graph.ts';
import { type GraphIndex, indexGraph, type Layer } from './graph-index.ts';

/**
 * A graph in which a layer whose result is only split along its columns, such as one for queries, keys and values, is a layer
 * for each part, which has some rows of the weight: each can be rounded on its own, and nothing is copied to take them apart.
 * Their constants come last, whatever uses them first.
 */
export function layersOfParts(graph: Graph): Graph {
  const index = indexGraph(graph);
  const found = graph.nodes.flatMap((node) => {
    const fused = fusedLayer(node, index);
    return fused === null ? [] : [fused];
  });
  const splits = new Set(found.map(({ split }) => split));
  const parts = new Map(found.map((fused) => [fused.layer.node, partsOf(fused)]));
  const replaced = new Set(found.flatMap(({ layer: { weight, bias } }) => [weight.name, bias]));
  return {
    ...graph,
    nodes: graph.nodes.flatMap((node) => parts.get(node)?.nodes ?? (splits.has(node) ? [] : [node])),
    initializers: [
      ...graph.initializers.filter(({ name }) => !replaced.has(name)),
      ...[...parts.values()].flatMap(({ initializers }) => initializers),
    ],
  };
}

/** A layer, and the node that takes its result apart. */
interface FusedLayer {
  readonly layer: Layer;
  readonly split: GraphNode;
  readonly widths: readonly number[];
}

function fusedLayer(split: GraphNode, index: GraphIndex): FusedLayer | null {
  const [fused, sizes] = split.inputs;
  if (split.op !== 'Split' || split.ints['axis'] !== 1 || index.onlyReader(fused) !== split) return null;
  const layer = index.layer(index.producer(fused));
  const widths = index.constant(sizes);
  if (layer === null || widths?.kind !== 'constant') return null;
  const own = [layer.weight.name, ...(layer.bias === undefined ? [] : [layer.bias])];
  return own.every((name) => index.onlyReader(name) === layer.node)
    ? { layer, split, widths: widths.values }
    : null;
}

function partsOf({ layer: { node, weight, bias }, split, widths }: FusedLayer): {
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
} {
  const [x = ''] = node.inputs;
  const columns = weight.shape[1] ?? 0;
  let firstRow = 0;
  const parts = widths.map((width, part) => {
    const rowsOf = (tensor: string, shape: readonly number[]): Initializer => ({
      kind: 'rows',
      name: `${tensor}/${firstRow}`,
      shape,
      source: { tensor, firstRow },
    });
    const own = [
      rowsOf(weight.name, [width, columns]),
      ...(bias === undefined ? [] : [rowsOf(bias, [width])]),
    ];
    firstRow += width;
    const name = split.outputs[part] ?? '';
    return { node: { ...node, name, inputs: [x, ...own.map((one) => one.name)], outputs: [name] }, own };
  });
  return { nodes: parts.map((part) => part.node), initializers: parts.flatMap(({ own }) => own) };
}
