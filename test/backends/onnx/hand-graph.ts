import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../../src/builder/onnx/onnx_pb.ts';

/** The format's numbers of element types. */
const TYPES = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
const INT_ATTRIBUTE = 2;
const VOCABULARY = 48;

type Shape = readonly (number | string)[];
interface Value {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly shape: Shape;
}

export interface HandGraph {
  /** What a token sees of the tokens that are run with it: those before it, or all of them, always or only after a past. */
  readonly sees: 'before' | 'all' | 'all-after-past';
  readonly idType?: 'int64' | 'int32';
  readonly cacheShape?: Shape;
  /** Name of the first cache. */
  readonly cacheName?: string;
  readonly extraInputs?: readonly Value[];
}

const CACHE: Shape = ['batch', 1, 'past', 1];

/**
 * A decoder of two layers that adds up ids: the first layer sums the ids that a token sees, the second these sums, and the
 * logit of entry v is the sine of the second sum times (v + 1) / 100. `handLogits` says what that is for a causal one.
 */
export function handGraph({
  sees,
  idType = 'int64',
  cacheShape = CACHE,
  cacheName = 'past_key_values.0.key',
  extraInputs = [],
}: HandGraph): Uint8Array {
  const caches = [cacheName, 'past_key_values.0.value'];
  const inputs: Value[] = [
    { name: 'input_ids', type: idType, shape: ['batch', 'sequence'] },
    { name: 'attention_mask', type: idType, shape: ['batch', 'total'] },
    ...caches.map((name) => ({ name, type: 'float32', shape: cacheShape }) as const),
    ...extraInputs,
  ];
  const nodes = [
    node('Cast', ['input_ids'], 'ids', { to: TYPES.float32 }),
    node('Unsqueeze', ['ids', 'axes13'], 'x'),
    ...layer('x', cacheName, 'present.0.key', 'first', sees),
    ...layer('first', 'past_key_values.0.value', 'present.0.value', 'second', sees),
    node('Squeeze', ['second', 'one'], 'rows'),
    node('Mul', ['rows', 'entries'], 'angles'),
    node('Sin', ['angles'], 'logits'),
  ];
  const entries = Float32Array.from({ length: VOCABULARY }, (_, entry) => (entry + 1) / 100);
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [{ domain: '', version: 20n }],
    graph: {
      name: 'hand',
      node: nodes,
      initializer: [
        tensor('axes13', 'int64', [2], BigInt64Array.of(1n, 3n)),
        tensor('one', 'int64', [1], BigInt64Array.of(1n)),
        tensor('two', 'int64', [1], BigInt64Array.of(2n)),
        tensor('axis', 'int64', [], BigInt64Array.of(2n)),
        tensor('nothing', 'float32', [], Float32Array.of(0)),
        tensor('entries', 'float32', [VOCABULARY], entries),
      ],
      input: inputs.map(valueInfo),
      output: [
        { name: 'logits', type: 'float32', shape: ['batch', 'sequence', VOCABULARY] } as const,
        { name: 'present.0.key', type: 'float32', shape: ['batch', 1, 'total', 1] } as const,
        { name: 'present.0.value', type: 'float32', shape: ['batch', 1, 'total', 1] } as const,
      ].map(valueInfo),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

/** The logits of a causal hand graph after these ids. */
export function handLogits(ids: readonly number[]): readonly number[] {
  let first = 0;
  let second = 0;
  for (const id of ids) {
    first += id;
    second += first;
  }
  return Array.from({ length: VOCABULARY }, (_, entry) => Math.sin((second * (entry + 1)) / 100));
}

/** What a token has of the past, plus what it sees of its own call. */
function layer(x: string, past: string, present: string, out: string, sees: HandGraph['sees']) {
  const own = (name: string): string => `${out}/${name}`;
  return [
    node('Concat', [past, x], present, { axis: 2 }),
    node('ReduceSum', [past, 'two'], own('past')),
    node('CumSum', [x, 'axis'], own('before')),
    node('ReduceSum', [x, 'two'], own('sum')),
    node('Mul', [x, 'nothing'], own('zeros')),
    node('Add', [own('sum'), own('zeros')], own('all')),
    node('Size', [past], own('size')),
    node('Cast', [own('size')], own('hasPast'), { to: TYPES.bool }),
    node('Where', [own('hasPast'), own('all'), own('before')], own('all-after-past')),
    node('Add', [own('past'), own(sees)], out),
  ];
}

function node(opType: string, input: string[], output: string, ints: Record<string, number> = {}) {
  return create(NodeProtoSchema, {
    opType,
    input,
    output: [output],
    attribute: Object.entries(ints).map(([name, value]) =>
      create(AttributeProtoSchema, { name, type: INT_ATTRIBUTE, i: BigInt(value) }),
    ),
  });
}

function tensor(
  name: string,
  type: keyof typeof TYPES,
  dims: readonly number[],
  values: BigInt64Array | Float32Array,
) {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TYPES[type],
    rawData: new Uint8Array(values.buffer),
  });
}

function valueInfo({ name, type, shape }: Value) {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { tensorType: { elemType: TYPES[type], shape: { dim } } },
  });
}
