import { bounded, MAX_DIMENSIONS } from '../checkpoint/limits.ts';
import type { Field, Stretch, WireReader } from './wire.ts';

/** An input or output of a graph. */
export interface GraphValue {
  readonly name: string;
  /** The format's number of the element type; 0 where it is no tensor. */
  readonly type: number;
  /** null for a dimension that is left open. */
  readonly shape: readonly (number | null)[];
}

/** What a graph takes and gives. */
export interface GraphInterface {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** Two for each layer; old files name every initializer too. */
const MAX_VALUES = 1_000_000;

/** Field numbers of the ONNX format (onnx/onnx.proto). */
const MODEL = { graph: 7 };
const GRAPH = { input: 11, output: 12 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { value: 1 };

/** Reads what the graph of a model takes and gives. Throws FormatError for a damaged file; `path` is for messages. */
export function readInterface(wire: WireReader, model: Stretch, path: string): GraphInterface {
  const inputs: GraphValue[] = [];
  const outputs: GraphValue[] = [];
  for (const graph of within(wire, model, MODEL.graph)) {
    for (const field of wire.fields(graph.start, graph.end)) {
      if (field.number === GRAPH.input) inputs.push(readValue(wire, field));
      if (field.number === GRAPH.output) outputs.push(readValue(wire, field));
      bounded(`The number of inputs and outputs of ${path}`, inputs.length + outputs.length, MAX_VALUES);
    }
  }
  return { inputs, outputs };
}

function readValue(wire: WireReader, { start, end }: Stretch): GraphValue {
  let name = '';
  let type = 0;
  let shape: readonly (number | null)[] = [];
  for (const field of wire.fields(start, end)) {
    if (field.number === VALUE.name) name = wire.text(field);
    if (field.number !== VALUE.type) continue;
    for (const tensor of within(wire, field, TYPE.tensor)) {
      for (const part of wire.fields(tensor.start, tensor.end)) {
        if (part.number === TENSOR_TYPE.elementType) type = part.value;
        if (part.number === TENSOR_TYPE.shape) shape = dimensions(wire, part);
      }
    }
  }
  return { name, type, shape };
}

function dimensions(wire: WireReader, shape: Field): readonly (number | null)[] {
  const sizes: (number | null)[] = [];
  for (const dimension of within(wire, shape, SHAPE.dimension)) {
    bounded('The number of dimensions of an input or output', sizes.length + 1, MAX_DIMENSIONS);
    const [size] = within(wire, dimension, DIMENSION.value);
    // Some exporters write -1 for an open one.
    sizes.push(size !== undefined && Number.isSafeInteger(size.value) && size.value > 0 ? size.value : null);
  }
  return sizes;
}

function* within(wire: WireReader, { start, end }: Stretch, number: number): Iterable<Field> {
  for (const field of wire.fields(start, end)) if (field.number === number) yield field;
}
