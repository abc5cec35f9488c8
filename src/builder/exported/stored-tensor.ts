import { valueCount } from '../checkpoint/checkpoint.ts';
import { bounded, checkedShape, MAX_DIMENSIONS } from '../checkpoint/limits.ts';
import type { Stretch, WireReader } from './wire.ts';

/** A constant of a graph. */
export interface StoredTensor {
  readonly name: string;
  /** The format's number of the element type. */
  readonly type: number;
  readonly shape: readonly number[];
  /** Name of the file that holds its values, or null where they are in the graph's own. */
  readonly location: string | null;
  /** Where they begin in that file, and end (exclusive); 0 where they are in the graph's own. */
  readonly offset: number;
  readonly end: number;
  /** The tensor's own message in the graph's file; `inlineValues` finds the values there. */
  readonly message: Stretch;
}

/** Field numbers of the ONNX format (onnx/onnx.proto). */
const TENSOR = { dims: 1, type: 2, name: 8, external: 13 };
const VALUES = { floats: 4, ints: 5, raw: 9 };
const ENTRY = { key: 1, value: 2 };

/** Bits of a value by the format's number of its element type; texts have no fixed size. */
const BITS: readonly number[] = [
  0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2,
];

/** Reads what a tensor's message says of it, without its values. Throws FormatError for a damaged one. */
export function readTensor(wire: WireReader, { start, end }: Stretch): StoredTensor {
  let name = '';
  let type = 0;
  const external = new Map<string, string>();
  const shape: number[] = [];
  for (const field of wire.fields(start, end)) {
    if (field.number === TENSOR.name) name = wire.text(field);
    if (field.number === TENSOR.type) type = field.value;
    if (field.number === TENSOR.dims) readDimensions(wire.numbers(field), shape);
    if (field.number === TENSOR.external) external.set(...readEntry(wire, field));
  }
  checkedShape(name, shape);
  const tensor = { name, type, shape, message: { start, end } };
  const location = external.get('location');
  if (location === undefined) return { ...tensor, location: null, offset: 0, end: 0 };
  const number = (key: string): number =>
    bounded(`The ${key} of ${name}`, Number(external.get(key) ?? 0), Number.MAX_SAFE_INTEGER);
  const bytes = Math.max(number('length'), Math.ceil((valueCount(shape) * (BITS[type] ?? 0)) / 8));
  return { ...tensor, location, offset: number('offset'), end: number('offset') + bytes };
}

/** A file may claim a million dimensions: they are counted before they are kept. */
function readDimensions(sizes: Iterable<number>, shape: number[]): void {
  for (const size of sizes) {
    bounded('The number of dimensions of a tensor', shape.length + 1, MAX_DIMENSIONS);
    shape.push(size);
  }
}

function readEntry(wire: WireReader, { start, end }: Stretch): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const field of wire.fields(start, end)) {
    if (field.number === ENTRY.key) key = wire.text(field);
    if (field.number === ENTRY.value) value = wire.text(field);
  }
  return [key, value];
}

/**
 * Where the values lie that a tensor holds in the graph's own file: stretches of its bytes, or the numbers themselves, which
 * is how some exporters write the bits of 16-bit values.
 */
export function* inlineValues(
  wire: WireReader,
  { start, end }: Stretch,
): Generator<{ readonly bytes: Stretch } | { readonly bits: Iterable<number> }> {
  for (const field of wire.fields(start, end)) {
    if (field.number === VALUES.raw || field.number === VALUES.floats) yield { bytes: field };
    if (field.number === VALUES.ints) yield { bits: wire.numbers(field) };
  }
}
