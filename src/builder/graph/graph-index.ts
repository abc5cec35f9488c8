import type { Graph, GraphNode, Initializer } from './graph.ts';

type Tensor = Extract<Initializer, { kind: 'tensor' }>;

/** A node `x W^T + b` with tensors of the checkpoint. */
export interface Layer {
  readonly node: GraphNode;
  /** [out, in]. */
  readonly weight: Tensor;
  readonly bias: string | undefined;
}

/** Who makes and who reads a value of a graph. */
export interface GraphIndex {
  producer(name: string | undefined): GraphNode | undefined;
  /** Once for each input that is this value. */
  readers(name: string | undefined): readonly GraphNode[];
  /** The only one of them. */
  onlyReader(name: string | undefined): GraphNode | undefined;
  constant(name: string | undefined): Initializer | undefined;
  /** Null where a node is none. */
  layer(node: GraphNode | undefined): Layer | null;
}

/** Indexes a graph. */
export function indexGraph({ nodes, initializers }: Graph): GraphIndex {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const constants = new Map(initializers.map((one) => [one.name, one]));
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const name of node.inputs) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node]);
      else known.push(node);
    }
  }
  const readersOf = (name = ''): readonly GraphNode[] => readers.get(name) ?? [];
  return {
    producer: (name = '') => producers.get(name),
    readers: readersOf,
    onlyReader(name) {
      const [first, second] = readersOf(name);
      return second === undefined ? first : undefined;
    },
    constant: (name = '') => constants.get(name),
    layer(node) {
      const weight = constants.get(node?.inputs[1] ?? '');
      if (node?.op !== 'Gemm' || node.ints['transB'] !== 1 || weight?.kind !== 'tensor') return null;
      return { node, weight, bias: node.inputs[2] };
    },
  };
}
