import { z } from 'zod';
import { InputError } from '../../../../errors.ts';
import { readConfig } from '../config.ts';
import type { Rope, RopeBase, RopeKind } from './rope.ts';

const { fround } = Math;
const Positive = z.number().positive();

/** `theta^(2i/d)`, the inverse of the unscaled frequency i. */
export function wavelengths({ dimensions, theta }: RopeBase): Float32Array {
  return Float32Array.from({ length: dimensions / 2 }, (_, index) =>
    fround(theta ** fround((2 * index) / dimensions)),
  );
}

/** A rope with the frequencies that `change` makes of the unscaled ones. */
function changed(base: RopeBase, change: (frequency: number, index: number) => number): Rope {
  const frequencies = wavelengths(base).map((wave, index) => change(fround(1 / wave), index));
  return { frequencies, magnitude: 1, long: null };
}

/** `theta^(-2i/d)`. */
export const plain: RopeKind = (_, base) => changed(base, (frequency) => frequency);

/** All frequencies divided by one factor. */
export const linear: RopeKind = (values, base) => {
  const { factor } = readConfig(z.object({ factor: Positive }), values);
  return changed(base, (frequency) => frequency / factor);
};

/** One divisor a frequency, as GGUF files store the llama3 rule's outcome. */
export const divided: RopeKind = (values, base) => {
  const { divisors } = readConfig(z.object({ divisors: z.array(Positive) }), values);
  requireFactors('rotary divisors', divisors, base);
  return changed(base, (frequency, index) => frequency / (divisors[index] ?? 1));
};

const Llama3 = z.object({
  factor: Positive,
  low_freq_factor: Positive,
  high_freq_factor: Positive,
  original_max_position_embeddings: Positive,
});

/** Llama 3.1's rule: keeps short waves, slows long ones by the factor, blends those between. */
export const llama3: RopeKind = (values, base) => {
  const read = readConfig(Llama3, values);
  const { factor, low_freq_factor: low, high_freq_factor: high } = read;
  const context = read.original_max_position_embeddings;
  return changed(base, (frequency) => {
    const wavelength = fround(fround(2 * Math.PI) / frequency);
    if (wavelength > context / low) return fround(frequency / factor);
    if (wavelength < context / high) return frequency;
    const smooth = fround(fround(fround(context / wavelength) - low) / (high - low));
    return fround(fround(fround(fround(1 - smooth) * frequency) / factor) + fround(smooth * frequency));
  });
};

/** Throws InputError unless there is one factor a frequency. */
export function requireFactors(what: string, factors: readonly number[], { dimensions }: RopeBase): void {
  if (factors.length === dimensions / 2) return;
  throw new InputError(`The checkpoint has ${factors.length} ${what} for ${dimensions / 2} frequencies`);
}
