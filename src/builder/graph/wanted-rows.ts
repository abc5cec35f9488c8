import { LOGIT_ROWS } from '../../model-folder.ts';
import type { Graph, GraphNode } from './graph.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';

/** Operators that make each row of the same row of their first input. */
const OF_THE_FIRST = new Set(['Gemm', 'LayerNormalization', 'RMSNormalization', 'Split']);
/** Operators that make each row of the same row of all their inputs, but for constants and what is computed of these alone. */
const OF_ALL = new Set(['Add', 'Gelu', 'Mul', 'Relu', 'Sigmoid']);

/**
 * A decoder that computes what nothing but the logits needs for the wanted rows only: these are gathered behind the last
 * attention and on the ways around it, in place of right before the output matrix. Nothing is computed twice: what others
 * need all rows of stays whole, and the wanted ones are gathered from it. A graph without `logit_rows` stays as it is.
 */
export function onlyWantedRows(graph: Graph): Graph {
  const last = graph.nodes.find(({ op, inputs }) => op === 'Gather' && inputs[1] === LOGIT_ROWS);
  if (last === undefined) return graph;
  const index = indexGraph(graph);
  const { narrowed, read } = follow(graph, index, last);
  const isWhole = (name: string): boolean => read.has(name) && !narrowed.has(index.producer(name));
  const nameOf = (name: string): string => {
    const source = name === last.outputs[0] ? (last.inputs[0] ?? '') : name;
    return isWhole(source) ? `${source}.wanted` : source;
  };
  const readsWanted = (node: GraphNode): boolean =>
    narrowed.has(node) || node.inputs.some((name) => name === last.outputs[0]);
  const nodes = graph.nodes.flatMap((node) => {
    if (node === last) return [];
    const gathers = node.outputs.filter(isWhole).map((name) => gatherOf(last, name, nameOf(name)));
    return [readsWanted(node) ? { ...node, inputs: node.inputs.map(nameOf) } : node, ...gathers];
  });
  return { ...graph, nodes };
}

interface Found {
  /** Nodes of whose results only wanted rows are read, the Gather itself among them. */
  readonly narrowed: ReadonlySet<GraphNode | undefined>;
  /** The values whose rows they read. */
  readonly read: ReadonlySet<string>;
}

/** Follows the wanted rows back from where they are gathered, through nodes that nothing else reads. */
function follow({ nodes }: Graph, index: GraphIndex, last: GraphNode): Found {
  const narrowed = new Set([last]);
  const read = new Set(last.inputs.slice(0, 1));
  for (const node of nodes.toReversed()) {
    const isWanted = node.outputs.every(
      (name) => read.has(name) && index.readers(name).every((reader) => narrowed.has(reader)),
    );
    const rows = isWanted ? rowInputs(node, index) : [];
    if (rows.length === 0) continue;
    narrowed.add(node);
    for (const name of rows) read.add(name);
  }
  return { narrowed, read };
}

/** The inputs whose rows a node's are made of one by one; none where it does anything else. */
function rowInputs({ op, inputs, ints }: GraphNode, index: GraphIndex): readonly string[] {
  if (ints['axis'] === 0) return [];
  if (OF_THE_FIRST.has(op)) return inputs.slice(0, 1);
  return OF_ALL.has(op) ? inputs.filter((name) => !isFixed(name, index)) : [];
}

/** Whether a value is the same in every call. */
function isFixed(name: string, index: GraphIndex): boolean {
  const node = index.producer(name);
  if (node === undefined) return index.constant(name) !== undefined;
  return node.inputs.every((input) => isFixed(input, index));
}

function gatherOf(last: GraphNode, rows: string, name: string): GraphNode {
  return { ...last, name, inputs: [rows, LOGIT_ROWS], outputs: [name] };
}
