import { z } from 'zod';
import { readConfig } from '../config.ts';
import { wavelengths } from './frequencies.ts';
import type { RopeBase, RopeKind } from './rope.ts';

const Positive = z.number().positive();
const Yarn = z.object({
  factor: Positive.nullish(),
  attention_factor: Positive.nullish(),
  mscale: Positive.nullish(),
  mscale_all_dim: Positive.nullish(),
  beta_fast: Positive.nullish(),
  beta_slow: Positive.nullish(),
  truncate: z.boolean().default(true),
});

/**
 * YaRN (Peng et al. 2023, as transformers computes it): frequencies that turn more than `beta_fast` times within the
 * original context stay, those that turn less than `beta_slow` times are divided by the factor, a ramp between.
 */
export const yarn: RopeKind = (values, base) => {
  const read = readConfig(Yarn, values);
  const factor = read.factor ?? base.context / (base.originalContext ?? base.context);
  const last = base.dimensions - 1;
  const from = pairOfTurns(read.beta_fast ?? 32, base);
  const to = pairOfTurns(read.beta_slow ?? 1, base);
  const low = Math.max(0, read.truncate ? Math.floor(from) : from);
  const high = Math.min(last, read.truncate ? Math.ceil(to) : to);
  const width = high === low ? 0.001 : high - low;
  const frequencies = wavelengths(base).map((wave, index) => {
    const slowed = Math.min(1, Math.max(0, (index - low) / width));
    return (slowed * (1 / factor) + (1 - slowed)) / wave;
  });
  return { frequencies, magnitude: read.attention_factor ?? growth(factor, read), long: null };
};

/** Index, as a fraction, of the frequency that turns so many times within the original context. */
function pairOfTurns(turns: number, { dimensions, theta, context, originalContext }: RopeBase): number {
  const trained = originalContext ?? context;
  return (dimensions * Math.log(trained / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
}

/** The factor of cosines and sines: `0.1 ln(factor) + 1`, or DeepSeek's ratio of two such where both scales are given. */
function growth(factor: number, { mscale, mscale_all_dim: allDim }: z.infer<typeof Yarn>): number {
  const scale = (weight: number): number => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  return typeof mscale === 'number' && typeof allDim === 'number' ? scale(mscale) / scale(allDim) : scale(1);
}
