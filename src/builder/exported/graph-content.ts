import { fileSource } from '../../bytes/byte-source.ts';
import { FormatError } from '../../errors.ts';
import { bounded } from '../checkpoint/limits.ts';
import { type GraphInterface, readInterface } from './graph-interface.ts';
import { readTensor, type StoredTensor } from './stored-tensor.ts';
import { type Stretch, wireReader, type WireReader } from './wire.ts';

/** An operator with what it is applied to. */
export interface StoredNode {
  readonly op: string;
  readonly inputs: readonly string[];
  /** Its whole-numbered attributes. */
  readonly ints: Readonly<Record<string, number>>;
}

/** The tensor that ends last in a data file. */
export interface Reach {
  readonly tensor: string;
  /** Bytes of the file up to its end. */
  readonly end: number;
}

/** What a .onnx file holds, subgraphs and functions included, without the values of its tensors. */
export interface GraphContent extends GraphInterface {
  /** Initializers, by name within their graph. */
  readonly tensors: readonly StoredTensor[];
  readonly nodes: readonly StoredNode[];
  /** Every file that any tensor names, attributes included, and how far the graph reaches into it. */
  readonly locations: ReadonlyMap<string, Reach>;
}

/** Quantised graphs of the largest models have some ten thousand tensors and some hundred thousand nodes. */
const MAX_TENSORS = 1_000_000;
const MAX_NODES = 4_000_000;
/** Graphs within the branches of a graph: a merged decoder has one level. */
const MAX_DEPTH = 16;

/** Field numbers of the ONNX format (onnx/onnx.proto). */
const MODEL = { graph: 7, functions: 25 };
const GRAPH = { node: 1, initializer: 5, sparse: 15 };
const FUNCTION = { node: 7 };
const SPARSE = { values: 1, indices: 2 };
const NODE = { input: 1, op: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, int: 3 };
/** One, or several. */
const TENSORS_OF_ATTRIBUTE = new Set([5, 10]);
const GRAPHS_OF_ATTRIBUTE = new Set([6, 11]);
const SPARSES_OF_ATTRIBUTE = new Set([22, 23]);

/**
 * Reads what a .onnx file of any size is made of; weights are passed over, so that little of it is read.
 * Throws FormatError for a damaged file.
 */
export function readGraphContent(path: string): GraphContent {
  const source = fileSource(path);
  try {
    const wire = wireReader(source, path);
    const walk = graphWalk(wire, path);
    walk.model({ start: 0, end: source.length });
    if (walk.content.nodes.length === 0)
      throw new FormatError(`${path} holds no graph; is it an ONNX file, and whole?`);
    return { ...walk.content, ...readInterface(wire, { start: 0, end: source.length }, path) };
  } finally {
    source.close();
  }
}

function graphWalk(wire: WireReader, path: string) {
  const tensors: StoredTensor[] = [];
  const nodes: StoredNode[] = [];
  const locations = new Map<string, Reach>();

  function tensor(field: Stretch): StoredTensor {
    const read = readTensor(wire, field);
    noteReach(locations, read);
    return read;
  }

  function model({ start, end }: Stretch): void {
    for (const field of wire.fields(start, end)) {
      if (field.number === MODEL.graph) graph(field, 1);
      if (field.number === MODEL.functions) functionBody(field);
    }
  }

  function functionBody({ start, end }: Stretch): void {
    for (const field of wire.fields(start, end)) if (field.number === FUNCTION.node) node(field, 1);
  }

  function graph({ start, end }: Stretch, depth: number): void {
    bounded(`The number of graphs in each other of ${path}`, depth, MAX_DEPTH);
    for (const field of wire.fields(start, end)) {
      if (field.number === GRAPH.node) node(field, depth);
      if (field.number === GRAPH.initializer) {
        tensors.push(tensor(field));
        bounded(`The number of tensors of ${path}`, tensors.length, MAX_TENSORS);
      }
      if (field.number === GRAPH.sparse) sparse(field);
    }
  }

  function sparse({ start, end }: Stretch): void {
    for (const field of wire.fields(start, end))
      if (field.number === SPARSE.values || field.number === SPARSE.indices) tensor(field);
  }

  function node({ start, end }: Stretch, depth: number): void {
    let op = '';
    const inputs: string[] = [];
    const ints: Record<string, number> = {};
    for (const field of wire.fields(start, end)) {
      if (field.number === NODE.op) op = wire.text(field);
      if (field.number === NODE.input) inputs.push(wire.text(field));
      if (field.number === NODE.attribute) Object.assign(ints, attribute(field, depth));
    }
    nodes.push({ op, inputs, ints });
    bounded(`The number of nodes of ${path}`, nodes.length, MAX_NODES);
  }

  /** The attribute's whole number by its name, where it has one. */
  function attribute({ start, end }: Stretch, depth: number): Record<string, number> {
    let name = '';
    let int: number | null = null;
    for (const field of wire.fields(start, end)) {
      if (field.number === ATTRIBUTE.name) name = wire.text(field);
      if (field.number === ATTRIBUTE.int) int = field.value;
      if (TENSORS_OF_ATTRIBUTE.has(field.number)) tensor(field);
      if (SPARSES_OF_ATTRIBUTE.has(field.number)) sparse(field);
      if (GRAPHS_OF_ATTRIBUTE.has(field.number)) graph(field, depth + 1);
    }
    return int === null ? {} : { [name]: int };
  }

  return { model, content: { tensors, nodes, locations } };
}

function noteReach(locations: Map<string, Reach>, { name, location, end }: StoredTensor): void {
  if (location !== null && end >= (locations.get(location)?.end ?? 0))
    locations.set(location, { tensor: name, end });
}
