import type { Graph, GraphNode, Initializer } from '../graph/graph.ts';

/** The sum that layers read and add to, and the tensors that have to do with it. */
export interface HiddenState {
  readonly size: number;
  readonly embedding: string;
  /** Matrices [out, size] that read it behind an RMSNorm, and the norm's factors, which are used nowhere else. */
  readonly readers: ReadonlyMap<string, string>;
  /** Matrices [size, in] whose products are added to it, and their biases. */
  readonly writers: ReadonlySet<string>;
  /** The norm before the output matrix. */
  readonly lastNorm: GraphNode;
  /** Whether the output matrix is the embedding. */
  readonly tied: boolean;
}

/**
 * Finds the hidden state of a decoder in whose graph an orthogonal matrix may be multiplied into it: where it is only
 * scaled, added to, and read through RMSNorms by matrices. Null where anything else is done to it, such as a norm that
 * subtracts the mean, or one behind a branch.
 */
export function findHiddenState(graph: Graph): HiddenState | null {
  const index = indexOf(graph);
  const start = graph.nodes.find(({ op, inputs }) => op === 'Gather' && index.matrix(inputs[0]) !== null);
  const embedding = index.matrix(start?.inputs[0]);
  if (start === undefined || embedding === null) return null;
  const found = follow(graph, index, start);
  const head = found === null ? undefined : index.readers(found.lastNorm.name)[0];
  if (found === null || head === undefined) return null;
  const tied = head.inputs[1] === embedding.name;
  const own = [
    embedding.name,
    ...found.writers,
    ...found.readers.keys(),
    ...new Set(found.readers.values()),
  ];
  const isShared = own.some(
    (name) => index.readers(name).length !== (tied && name === embedding.name ? 2 : 1),
  );
  if (isShared || new Set(own).size !== own.length) return null;
  return { size: embedding.shape[1] ?? 0, embedding: embedding.name, tied, ...found };
}

type Matrix = Extract<Initializer, { kind: 'tensor' }>;

/** Who makes and who reads a value. */
interface Index {
  producer(name: string): GraphNode | undefined;
  readers(name: string): readonly GraphNode[];
  /** A tensor of the checkpoint with two dimensions. */
  matrix(name: string | undefined): Matrix | null;
  isScalar(name: string): boolean;
}

function indexOf({ nodes, initializers }: Graph): Index {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const constants = new Map(initializers.map((one) => [one.name, one]));
  return {
    producer: (name) => producers.get(name),
    readers: (name) => readers.get(name) ?? [],
    matrix(name) {
      const found = constants.get(name ?? '');
      return found?.kind === 'tensor' && found.shape.length === 2 ? found : null;
    },
    isScalar: (name) => constants.get(name)?.shape.length === 0,
  };
}

type Found = Pick<HiddenState, 'readers' | 'writers' | 'lastNorm'>;

/** Follows the state from the embedding to the last norm; null where a node does something else with it. */
function follow(graph: Graph, index: Index, start: GraphNode): Found | null {
  const last = graph.nodes.findLast((node) => layerOf(node, index) !== null);
  const state = new Set(start.outputs);
  const readers = new Map<string, string>();
  const writers = new Set<string>();
  let lastNorm: GraphNode | undefined;
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => state.has(name))) continue;
    const others = node.inputs.filter((name) => !state.has(name));
    if (node.op === 'RMSNormalization') {
      const after = index.readers(node.name);
      if (after.length === 1 && after[0] === last) lastNorm = node;
      else if (!readThrough(node, index, readers)) return null;
      continue;
    }
    if (node.op === 'Add' && !others.every((name) => isWritten(name, index, writers))) return null;
    if (node.op === 'Mul' && !others.every((name) => index.isScalar(name))) return null;
    if (node.op === 'Gather' && (node.ints['axis'] !== 0 || !state.has(node.inputs[0] ?? ''))) return null;
    if (!['Add', 'Mul', 'Gather'].includes(node.op)) return null;
    for (const output of node.outputs) state.add(output);
  }
  return lastNorm === undefined ? null : { readers, writers, lastNorm };
}

/** The weight of a node `x W^T + b` whose weight is stored as [out, in]. */
function layerOf(node: GraphNode | undefined, index: Index): string | null {
  if (node?.op !== 'Gemm' || node.ints['transB'] !== 1) return null;
  return index.matrix(node.inputs[1])?.name ?? null;
}

function readThrough(norm: GraphNode, index: Index, readers: Map<string, string>): boolean {
  const factors = norm.inputs[1] ?? '';
  if (index.producer(factors) !== undefined) return false;
  const layers = index.readers(norm.name);
  for (const layer of layers) {
    const weight = layerOf(layer, index);
    if (weight === null || layer.inputs[0] !== norm.name) return false;
    readers.set(weight, factors);
  }
  return layers.length > 0;
}

/** Notes the layers that make a value, which is theirs alone. */
function isWritten(name: string, index: Index, writers: Set<string>): boolean {
  const node = index.producer(name);
  if (node === undefined || index.readers(name).length !== 1) return false;
  if (node.op === 'Add') return node.inputs.every((one) => isWritten(one, index, writers));
  const weight = layerOf(node, index);
  if (weight === null) return false;
  writers.add(weight);
  const bias = node.inputs[2];
  if (bias !== undefined) writers.add(bias);
  return true;
}
