import { InputError } from '../../../../errors.ts';
import type { GraphBuilder } from '../../../graph/graph.ts';
import type { DecoderInputs } from '../decoder.ts';
import type { Rope } from './rope.ts';

/** Names of the cosines and sines of each position's angles, each [batch, sequence, frequencies]. */
export interface RopeAngles {
  readonly cos: string;
  readonly sin: string;
  /** Dimensions of a head that turn, the first ones; two a frequency. */
  readonly dimensions: number;
}

/**
 * Adds the angles of the asked positions to the graph: position times frequency in float32, as the reference computes
 * them, so that no table bounds the length of a sequence. Throws InputError for longrope where the sizes that the inputs
 * were made of have no `lengthBorder`.
 */
export function ropeAngles(
  graph: GraphBuilder,
  inputs: DecoderInputs,
  rope: Rope,
  name = 'rope',
): RopeAngles {
  const angles = anglesAt(graph, inputs.positions, frequencies(graph, inputs, rope, name), name);
  const grow = (kind: string, values: string): string =>
    rope.magnitude === 1
      ? values
      : graph.node('Mul', `${name}.${kind}.grown`, [values, graph.float32(rope.magnitude)]);
  return {
    dimensions: 2 * rope.frequencies.length,
    cos: grow('cos', angles.cos),
    sin: grow('sin', angles.sin),
  };
}

/** Adds cosine and sine of position times frequency for positions [batch, sequence], each [batch, sequence, frequencies]. */
export function anglesAt(
  graph: GraphBuilder,
  positions: string,
  turns: string,
  name: string,
): Pick<RopeAngles, 'cos' | 'sin'> {
  const float = graph.node('Cast', `${name}.positions`, [positions], { ints: { to: FLOAT } });
  const column = graph.node('Unsqueeze', `${name}.column`, [float, graph.int64([2])]);
  const angles = graph.node('Mul', `${name}.angles`, [column, turns]);
  return {
    cos: graph.node('Cos', `${name}.cos`, [angles]),
    sin: graph.node('Sin', `${name}.sin`, [angles]),
  };
}

/** The frequencies, [count], or [batch, 1, count] where they depend on the length of each row's whole sequence. */
function frequencies(graph: GraphBuilder, inputs: DecoderInputs, rope: Rope, name: string): string {
  const usual = graph.float32List(`${name}.frequencies`, rope.frequencies);
  if (rope.long === null) return usual;
  if (inputs.lengths === null)
    throw new InputError("The rotary scaling longrope can't be built for this architecture");
  const border = graph.int64(rope.long.above);
  const isLong = graph.node('Greater', `${name}.is_long`, [inputs.lengths, border]);
  const rows = graph.node('Unsqueeze', `${name}.is_long_rows`, [isLong, graph.int64([1, 2])]);
  const long = graph.float32List(`${name}.long_frequencies`, rope.long.frequencies);
  return graph.node('Where', `${name}.chosen_frequencies`, [rows, long, usual]);
}

/** Number of float32 among ONNX's element types. */
const FLOAT = 1;
