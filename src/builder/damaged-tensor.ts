import { dirname, join } from 'node:path';
import { type ByteSource, fileSource } from '../bytes/byte-source.ts';
import { valueCount } from './checkpoint/checkpoint.ts';
import { dataFiles } from './exported/data-files.ts';
import { readGraphContent } from './exported/graph-content.ts';
import { inlineValues, type StoredTensor } from './exported/stored-tensor.ts';
import { type Stretch, wireReader } from './exported/wire.ts';

/** How a number format marks NaN and infinity. */
interface Float {
  /** Bytes of a value. */
  readonly width: 2 | 4;
  /** Bits that are all set in NaN and infinity alone. */
  readonly exponent: number;
  /** Bits of which one at least is set in NaN, and none in infinity. */
  readonly mantissa: number;
}

/** By the format's number of an element type. */
const FLOATS: Readonly<Record<number, Float>> = {
  1: { width: 4, exponent: 0x7f800000, mantissa: 0x007fffff },
  10: { width: 2, exponent: 0x7c00, mantissa: 0x03ff },
  16: { width: 2, exponent: 0x7f80, mantissa: 0x007f },
};

type Damage = 'NaN' | 'infinity' | null;

/** Read at a time; a whole number of values. */
const READ_BYTES = 4 * 1024 * 1024;

/** Why a graph gives no numbers: the words that follow what was seen, with the way out. Throws as `damagedTensor`. */
export function whyNoNumbers(graph: string): string {
  const damaged = damagedTensor(graph);
  return damaged === null
    ? 'it overflows, though its weights are numbers; take another precision or export of it'
    : `its weight ${damaged} holds NaN or infinity; get the checkpoint again`;
}

/**
 * The first tensor of a graph that holds NaN, by name, else the first with infinity, else null; whether its values lie in a
 * data file or in the graph's own. Infinity is no damage where it stands alone, nor else where NaN explains more: masks are
 * made of it. Reads all weights, so it is for models that are known to give no numbers: looking at each value while a model is
 * built took 4 to 8 percent of a build. Throws InputError where a data file is missing, cut short or elsewhere.
 */
export function damagedTensor(graph: string): string | null {
  const { tensors, locations } = readGraphContent(graph);
  dataFiles(graph, locations);
  const sources = new Map<string, ByteSource>();
  const open = (path: string): ByteSource => {
    const source = sources.get(path) ?? fileSource(path);
    sources.set(path, source);
    return source;
  };
  let infinite: string | null = null;
  try {
    for (const tensor of tensors) {
      const { name, location, shape } = tensor;
      const file = location === null ? graph : join(dirname(graph), location);
      const damage = damageOf(tensor, open(file), file);
      if (damage === 'NaN') return name;
      if (damage === 'infinity' && valueCount(shape) > 1) infinite ??= name;
    }
    return infinite;
  } finally {
    for (const source of sources.values()) source.close();
  }
}

function damageOf(
  { type, shape, location, offset, message }: StoredTensor,
  source: ByteSource,
  path: string,
): Damage {
  const float = FLOATS[type];
  if (float === undefined) return null;
  if (location !== null) {
    const end = offset + valueCount(shape) * float.width;
    return damageIn(pieces(source, { start: offset, end }, float), float);
  }
  let worst: Damage = null;
  for (const values of inlineValues(wireReader(source, path), message)) {
    const found = damageIn('bits' in values ? [values.bits] : pieces(source, values.bytes, float), float);
    if (found === 'NaN') return found;
    worst ??= found;
  }
  return worst;
}

function damageIn(parts: Iterable<Iterable<number>>, { exponent, mantissa }: Float): Damage {
  let damage: Damage = null;
  for (const bits of parts) {
    for (const value of bits) {
      if ((value & exponent) !== exponent) continue;
      if ((value & mantissa) !== 0) return 'NaN';
      damage = 'infinity';
    }
  }
  return damage;
}

/** The bit patterns of a stretch of values. */
function* pieces(
  source: ByteSource,
  { start, end }: Stretch,
  { width }: Float,
): Generator<Uint32Array | Uint16Array> {
  for (let at = start; at < end; at += READ_BYTES) {
    // A slice of a file starts a buffer of its own, and so is aligned.
    const { buffer, length } = source.slice(at, Math.min(at + READ_BYTES, end));
    const count = Math.floor(length / width);
    yield width === 4 ? new Uint32Array(buffer, 0, count) : new Uint16Array(buffer, 0, count);
  }
}
