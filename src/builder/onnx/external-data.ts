import type { Graph, Initializer } from '../graph/graph.ts';
import { valueCount } from '../checkpoint/checkpoint.ts';

/** Offsets are whole pages, so that ONNX Runtime can map the file. */
const ALIGNMENT = 4096;

/** An initializer that lies in the data file. */
export type External = Exclude<Initializer, { kind: 'constant' }>;

/** Where in the data file an initializer lies. */
export interface Placed {
  readonly initializer: External;
  readonly offset: number;
  /** Bytes, without the padding up to the next offset. */
  readonly length: number;
}

/** The data file's content in order. */
export interface DataLayout {
  readonly entries: readonly Placed[];
  /** Bytes of the whole file. */
  readonly length: number;
}

/** The element type of an initializer in the data file. */
export function dataTypeOf(initializer: External): 'float32' | 'int8' {
  return initializer.kind === 'quantized' && initializer.part !== 'scales' ? 'int8' : 'float32';
}

/** Bytes of a value. */
const WIDTHS = { float32: 4, int8: 1 };

/** Lays out the large constants of a graph one after the other in the order of their first use. */
export function layOut(graph: Graph): DataLayout {
  const entries: Placed[] = [];
  let end = 0;
  for (const initializer of graph.initializers) {
    if (initializer.kind === 'constant') continue;
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    const length = valueCount(initializer.shape) * WIDTHS[dataTypeOf(initializer)];
    entries.push({ initializer, offset, length });
    end = offset + length;
  }
  return { entries, length: end };
}
