import type { Graph, GraphNode, ValueInfo } from './graph.ts';

/**
 * A decoder cut short: its first `count` layers with the head behind them. `layerRows` names what each layer gives to the
 * next, the last of them what the head reads.
 */
export function firstLayers(graph: Graph, layerRows: readonly string[], count: number): Graph {
  const whole = layerRows.at(-1);
  const short = layerRows[count - 1];
  if (whole === undefined || short === undefined)
    throw new RangeError(`a decoder of ${layerRows.length} layers has no first ${count}`);
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => (input === whole ? short : input)),
  }));
  const isKept = ({ name }: ValueInfo): boolean => (cacheLayer(name) ?? 0) < count;
  return needed({
    ...graph,
    nodes,
    inputs: graph.inputs.filter(isKept),
    outputs: graph.outputs.filter(isKept),
  });
}

/** Which layer's cache an input or output is, if any. */
function cacheLayer(name: string): number | undefined {
  const layer = /^(?:past_key_values|present)\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? undefined : Number(layer);
}

/** A graph without the nodes and constants that none of its outputs needs. */
function needed(graph: Graph): Graph {
  const read = new Set(graph.outputs.map(({ name }) => name));
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => read.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) read.add(input);
  }
  return {
    ...graph,
    nodes: nodes.toReversed(),
    initializers: graph.initializers.filter(({ name }) => read.has(name)),
  };
}
