import { create, toBinary } from '@bufbuild/protobuf';
import type { ConstantType, Graph, GraphNode, Initializer, ValueInfo } from '../graph/graph.ts';
import type { DataLayout, Placed } from './external-data.ts';
import { dataTypeOf } from './external-data.ts';
import type { AttributeProto, NodeProto, TensorProto, ValueInfoProto } from './onnx_pb.ts';
import {
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './onnx_pb.ts';

/** The oldest format version that knows opset 23, and that opset: the first with Attention and RMSNormalization. */
const IR_VERSION = 11n;
const OPSET_VERSION = 23n;
/** Of the operators that ONNX Runtime adds. */
const RUNTIME_OPSET_VERSION = 1n;

/** Numbers of the ONNX format. */
const DATA_TYPES: Readonly<Record<ConstantType, number>> = { float32: 1, uint8: 2, int8: 3, int64: 7 };
const EXTERNAL = 1;
const FLOAT_ATTRIBUTE = 1;
const INT_ATTRIBUTE = 2;
const STRING_ATTRIBUTE = 3;

/** Who made a model; ONNX Runtime shows it in messages. */
export interface Producer {
  readonly name: string;
  readonly version: string;
}

/** A graph as the bytes of a .onnx file whose large constants lie in `dataFile` as laid out. */
export function modelBytes(
  graph: Graph,
  layout: DataLayout,
  dataFile: string,
  producer: Producer,
): Uint8Array {
  const placed = new Map(layout.entries.map((entry) => [entry.initializer.name, entry]));
  const domains = new Set(graph.nodes.map(({ domain }) => domain).filter((domain) => domain !== ''));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: producer.name,
    producerVersion: producer.version,
    opsetImport: [
      { domain: '', version: OPSET_VERSION },
      ...[...domains].map((domain) => ({ domain, version: RUNTIME_OPSET_VERSION })),
    ],
    graph: {
      name: 'decoder',
      node: graph.nodes.map((node) => nodeProto(node)),
      initializer: graph.initializers.map((value) => tensorProto(value, placed.get(value.name), dataFile)),
      input: graph.inputs.map((info) => valueInfoProto(info)),
      output: graph.outputs.map((info) => valueInfoProto(info)),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function nodeProto(node: GraphNode): NodeProto {
  const ints = Object.entries(node.ints).map(([name, value]): AttributeProto =>
    create(AttributeProtoSchema, { name, type: INT_ATTRIBUTE, i: BigInt(value) }),
  );
  const floats = Object.entries(node.floats).map(([name, value]): AttributeProto =>
    create(AttributeProtoSchema, { name, type: FLOAT_ATTRIBUTE, f: value }),
  );
  const strings = Object.entries(node.strings).map(([name, value]): AttributeProto =>
    create(AttributeProtoSchema, { name, type: STRING_ATTRIBUTE, s: new TextEncoder().encode(value) }),
  );
  return create(NodeProtoSchema, {
    name: node.name,
    opType: node.op,
    ...(node.domain === '' ? {} : { domain: node.domain }),
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: [...ints, ...floats, ...strings],
  });
}

function tensorProto(initializer: Initializer, placed: Placed | undefined, dataFile: string): TensorProto {
  const { name } = initializer;
  const dims = initializer.shape.map((size) => BigInt(size));
  if (initializer.kind === 'constant') {
    const dataType = DATA_TYPES[initializer.type];
    return create(TensorProtoSchema, { name, dims, dataType, rawData: constantBytes(initializer) });
  }
  if (placed === undefined) throw new Error(`${name} has no place in the data file`);
  return create(TensorProtoSchema, {
    name,
    dims,
    dataType: DATA_TYPES[dataTypeOf(initializer)],
    dataLocation: EXTERNAL,
    externalData: [
      { key: 'location', value: dataFile },
      { key: 'offset', value: String(placed.offset) },
      { key: 'length', value: String(placed.length) },
    ],
  });
}

function constantBytes({ type, values }: Extract<Initializer, { kind: 'constant' }>): Uint8Array {
  if (type === 'uint8') return Uint8Array.from(values);
  const array =
    type === 'int64'
      ? BigInt64Array.from(values, BigInt)
      : type === 'int8'
        ? Int8Array.from(values)
        : Float32Array.from(values);
  return new Uint8Array(array.buffer);
}

function valueInfoProto({ name, type, shape }: ValueInfo): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { tensorType: { elemType: DATA_TYPES[type], shape: { dim } } },
  });
}
