import type { ValueRange } from '../checkpoint/checkpoint.ts';
import type { Graph, GraphNode } from '../graph/graph.ts';
import { type GraphIndex, indexGraph, type Layer } from '../graph/graph-index.ts';
import type { Space } from './space.ts';

/**
 * Finds the values of attention, a vector a head: attention only mixes those of different tokens, so that the layers before
 * and behind it may be turned alike. Null where a decoder has other layers around its attention than one for the values
 * (or one whose columns are split into queries, keys and values) and one behind.
 */
export function findValueHeads(graph: Graph): Space | null {
  const index = indexGraph(graph);
  const readers = new Map<string, null>();
  const writers = new Map<string, ValueRange>();
  const sizes = new Set<number>();
  for (const node of graph.nodes) {
    if (node.op !== 'Attention') continue;
    const before = valueLayer(node, index);
    const behind = index.layer(index.onlyReader(index.onlyReader(node.outputs[0])?.outputs[0]));
    if (before === null || behind === null) return null;
    const { layer, rows } = before;
    sizes.add((behind.weight.shape[1] ?? 0) / (node.ints['q_num_heads'] ?? 1));
    sizes.add((rows.end - rows.start) / (node.ints['kv_num_heads'] ?? 1));
    readers.set(behind.weight.name, null);
    writers.set(layer.weight.name, rows);
    if (layer.bias !== undefined) writers.set(layer.bias, rows);
  }
  const [size] = sizes;
  if (size === undefined || sizes.size > 1) return null;
  return { size, readers, writers };
}

/** The layer that makes the values of an attention, and its rows that do. */
function valueLayer(
  attention: GraphNode,
  index: GraphIndex,
): { readonly layer: Layer; readonly rows: ValueRange } | null {
  const [, , values = ''] = attention.inputs;
  const shaped = index.producer(values);
  const source = index.producer(shaped?.inputs[0]);
  if (shaped?.op !== 'Reshape' || index.onlyReader(values) === undefined) return null;
  const own = index.layer(source);
  if (own !== null) return { layer: own, rows: { start: 0, end: own.weight.shape[0] ?? 0 } };
  const fused = index.layer(index.producer(source?.inputs[0]));
  const widths = index.constant(source?.inputs[1]);
  if (source?.op !== 'Split' || fused === null || widths?.kind !== 'constant') return null;
  const part = source.outputs.indexOf(shaped.inputs[0] ?? '');
  const start = widths.values.slice(0, part).reduce((sum, width) => sum + width, 0);
  const end = start + (widths.values[part] ?? 0);
  return { layer: fused, rows: { start, end } };
}
