import { z } from 'zod';
import { InputError } from '../../../../errors.ts';
import { readConfig } from '../config.ts';
import { requireFactors, wavelengths } from './frequencies.ts';
import type { RopeKind } from './rope.ts';

const Positive = z.number().positive();
const LongRope = z.object({
  short_factor: z.array(Positive),
  long_factor: z.array(Positive),
  factor: Positive.nullish(),
  attention_factor: Positive.nullish(),
});

/**
 * Phi-3's rule: one divisor a frequency from the short list, or from the long one for the whole of a sequence that is
 * longer than the original context; cosines and sines grow by `sqrt(1 + ln(factor) / ln(original))` in both, the factor
 * being that of the contexts where it isn't given.
 */
export const longrope: RopeKind = (values, base) => {
  const read = readConfig(LongRope, values);
  const original = base.originalContext;
  if (original === null)
    throw new InputError(
      'config.json of the checkpoint has longrope but no original_max_position_embeddings',
    );
  requireFactors('short rotary factors', read.short_factor, base);
  requireFactors('long rotary factors', read.long_factor, base);
  const waves = wavelengths(base);
  const dividedBy = (factors: readonly number[]): Float32Array =>
    waves.map((wave, index) => 1 / Math.fround((factors[index] ?? 1) * wave));
  const stretch = read.factor ?? base.context / original;
  const growth = stretch > 1 ? Math.sqrt(1 + Math.log(stretch) / Math.log(original)) : 1;
  return {
    frequencies: dividedBy(read.short_factor),
    magnitude: read.attention_factor ?? growth,
    long: base.context > original ? { above: original, frequencies: dividedBy(read.long_factor) } : null,
  };
};
