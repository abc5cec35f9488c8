import type { ValueRange } from '../checkpoint/checkpoint.ts';
import type { Graph, GraphNode } from '../graph/graph.ts';
import { type GraphIndex, indexGraph } from '../graph/graph-index.ts';
import type { Space } from './space.ts';

/** The sum that the layers of a decoder read and add to. */
export interface HiddenState extends Space {
  /** The norm before the output matrix. */
  readonly lastNorm: GraphNode;
  /** Whether the output matrix is the embedding. */
  readonly tied: boolean;
}

/**
 * Finds the hidden state of a decoder where it is only scaled, added to, and read through RMSNorms by matrices that nothing
 * else reads. Null where anything else is done to it, such as a norm that subtracts the mean, or one behind a branch.
 */
export function findHiddenState(graph: Graph): HiddenState | null {
  const index = indexGraph(graph);
  const start = graph.nodes.find(({ op, inputs }) => op === 'Gather' && isMatrix(index, inputs[0]));
  const [embedding = ''] = start?.inputs ?? [];
  const size = index.constant(embedding)?.shape[1] ?? 0;
  const found = start === undefined ? null : follow(graph, index, start);
  if (found === null) return null;
  const tied = index.onlyReader(found.lastNorm.outputs[0])?.inputs[1] === embedding;
  const norms = new Set(found.readers.values());
  const own = [...found.writers.keys(), ...found.readers.keys(), ...norms];
  if (new Set(own).size !== own.length || own.includes(embedding)) return null;
  if (index.readers(embedding).length !== (tied ? 2 : 1)) return null;
  if ([...found.writers.keys(), ...found.readers.keys()].some((name) => index.readers(name).length !== 1))
    return null;
  return { ...found, size, tied, readers: new Map([[embedding, null], ...found.readers]) };
}

function isMatrix(index: GraphIndex, name: string | undefined): boolean {
  const constant = index.constant(name);
  return constant?.kind === 'tensor' && constant.shape.length === 2;
}

interface Found {
  readonly readers: ReadonlyMap<string, string>;
  readonly writers: ReadonlyMap<string, ValueRange>;
  readonly lastNorm: GraphNode;
}

/** Follows the state from the embedding to the last norm; null where a node does something else with it. */
function follow(graph: Graph, index: GraphIndex, start: GraphNode): Found | null {
  const head = graph.nodes.findLast((node) => index.layer(node) !== null);
  const state = new Set(start.outputs);
  const readers = new Map<string, string>();
  const writers = new Map<string, ValueRange>();
  let lastNorm: GraphNode | undefined;
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => state.has(name))) continue;
    const others = node.inputs.filter((name) => !state.has(name));
    if (node.op === 'RMSNormalization' && index.onlyReader(node.outputs[0]) === head) lastNorm = node;
    else if (node.op === 'RMSNormalization' && noteReaders(node, index, readers)) continue;
    else if (node.op === 'Add' && others.every((name) => noteWriters(name, index, writers)))
      state.add(node.name);
    else if (node.op === 'Mul' && others.every((name) => index.constant(name)?.shape.length === 0))
      state.add(node.name);
    else if (node.op === 'Gather' && node.ints['axis'] === 0 && state.has(node.inputs[0] ?? ''))
      state.add(node.name);
    else return null;
  }
  return lastNorm === undefined ? null : { readers, writers, lastNorm };
}

/** Notes the matrices that read a norm; false where it is read otherwise, or its factors are computed. */
function noteReaders(norm: GraphNode, index: GraphIndex, readers: Map<string, string>): boolean {
  const factors = norm.inputs[1] ?? '';
  const layers = index.readers(norm.outputs[0]).map((node) => index.layer(node));
  for (const layer of layers) {
    if (layer === null || layer.node.inputs[0] !== norm.outputs[0]) return false;
    readers.set(layer.weight.name, factors);
  }
  return index.constant(factors)?.kind === 'tensor' && index.readers(factors).length === 1;
}

/** Notes the layers whose sum a value is; false where it is more than that, or is read elsewhere too. */
function noteWriters(name: string, index: GraphIndex, writers: Map<string, ValueRange>): boolean {
  const node = index.producer(name);
  if (index.onlyReader(name) === undefined) return false;
  if (node?.op === 'Add') return node.inputs.every((one) => noteWriters(one, index, writers));
  const layer = index.layer(node);
  if (layer === null) return false;
  const rows = { start: 0, end: layer.weight.shape[0] ?? 0 };
  writers.set(layer.weight.name, rows);
  if (layer.bias !== undefined) writers.set(layer.bias, rows);
  return true;
}
