import { z } from 'zod';
import { InputError } from '../../../errors.ts';
import type { GraphBuilder } from '../../graph/graph.ts';
import { readConfig } from './config.ts';

/** How the rotary frequencies `theta^(-2i/d)` are changed for contexts longer than the trained one. */
type RopeScaling =
  | { readonly type: 'default' }
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalContext: number;
    }
  /** One divisor a frequency, as GGUF files store the llama3 rule's outcome. */
  | { readonly type: 'divisors'; readonly divisors: readonly number[] };

/** Rotary embedding of the half-split kind over whole heads. */
export interface Rope {
  /** Dimensions of a head; twice the number of frequencies. */
  readonly dimensions: number;
  readonly theta: number;
  readonly scaling: RopeScaling;
}

const Positive = z.number().positive();
const Scaling = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: Positive.optional(),
  partial_rotary_factor: z.literal(1).optional(),
});
const Theta = z.object({
  rope_theta: Positive.nullish(),
  rope_scaling: z.unknown().optional(),
  rope_parameters: z.unknown().optional(),
});
const Linear = z.object({ factor: Positive });
const Llama3 = z.object({
  factor: Positive,
  low_freq_factor: Positive,
  high_freq_factor: Positive,
  original_max_position_embeddings: Positive,
});
const Divisors = z.object({ divisors: z.array(Positive) });

/**
 * Theta and scaling of a config.json's object, as `rope_theta` with `rope_scaling` {type or rope_type, ...} or as the
 * `rope_parameters` of transformers 5; theta is 10000 where none is given (the LLaMA configs of 2023 have none).
 * Throws InputError for the kinds whose tables depend on the sequence (dynamic, yarn, longrope) and for unknown ones.
 */
export function readRope(config: unknown): Pick<Rope, 'theta' | 'scaling'> {
  const top = readConfig(Theta, config);
  const values = top.rope_parameters ?? top.rope_scaling ?? {};
  const scaling = readConfig(Scaling, values);
  const theta = scaling.rope_theta ?? top.rope_theta ?? 10_000;
  return { theta, scaling: readScaling(scaling.rope_type ?? scaling.type ?? 'default', values) };
}

function readScaling(type: string, values: unknown): RopeScaling {
  switch (type) {
    case 'default':
      return { type };
    case 'linear':
      return { type, factor: readConfig(Linear, values).factor };
    case 'llama3': {
      const llama3 = readConfig(Llama3, values);
      return {
        type,
        factor: llama3.factor,
        lowFreqFactor: llama3.low_freq_factor,
        highFreqFactor: llama3.high_freq_factor,
        originalContext: llama3.original_max_position_embeddings,
      };
    }
    case 'divisors':
      return { type, divisors: readConfig(Divisors, values).divisors };
    default:
      throw new InputError(`The rotary scaling "${type}" can't be built; known: default, linear, llama3`);
  }
}

/** Float32 frequencies, rounded after each operation as the float32 reference does (transformers' rope utilities). */
function ropeFrequencies({ dimensions, theta, scaling }: Rope): Float32Array {
  const { fround } = Math;
  const count = dimensions / 2;
  if (scaling.type === 'divisors' && scaling.divisors.length !== count) {
    throw new InputError(
      `The checkpoint has ${scaling.divisors.length} rotary divisors for ${count} frequencies`,
    );
  }
  return Float32Array.from({ length: count }, (_, index) => {
    const plain = fround(1 / fround(theta ** fround((2 * index) / dimensions)));
    if (scaling.type === 'llama3') return llama3Frequency(plain, scaling);
    if (scaling.type === 'linear') return plain / scaling.factor;
    return scaling.type === 'divisors' ? plain / (scaling.divisors[index] ?? 1) : plain;
  });
}

/** Llama 3.1's rule: keeps short waves, slows long ones by the factor, blends those between. */
function llama3Frequency(plain: number, scaling: Extract<RopeScaling, { type: 'llama3' }>): number {
  const { fround } = Math;
  const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
  const wavelength = fround(fround(2 * Math.PI) / plain);
  if (wavelength > originalContext / lowFreqFactor) return fround(plain / factor);
  if (wavelength < originalContext / highFreqFactor) return plain;
  const waves = fround(originalContext / wavelength);
  const smooth = fround(fround(waves - lowFreqFactor) / (highFreqFactor - lowFreqFactor));
  return fround(fround(fround(fround(1 - smooth) * plain) / factor) + fround(smooth * plain));
}

/** Names of the cosines and sines of each position's angles, each [batch, sequence, dimensions / 2]. */
export interface RopeAngles {
  readonly cos: string;
  readonly sin: string;
}

/**
 * Adds the angles of the asked positions to the graph: position times frequency in float32, as the reference computes
 * them, so that no table bounds the length of a sequence.
 */
export function ropeAngles(graph: GraphBuilder, rope: Rope, positions: string): RopeAngles {
  const frequencies = graph.float32List('rope.frequencies', ropeFrequencies(rope));
  const float = graph.node('Cast', 'rope.positions', [positions], { ints: { to: FLOAT } });
  const column = graph.node('Unsqueeze', 'rope.column', [float, graph.int64([2])]);
  const angles = graph.node('Mul', 'rope.angles', [column, frequencies]);
  return { cos: graph.node('Cos', 'rope.cos', [angles]), sin: graph.node('Sin', 'rope.sin', [angles]) };
}

/** Number of float32 among ONNX's element types. */
const FLOAT = 1;
