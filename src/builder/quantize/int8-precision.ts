import type { Precision } from '../../precision.ts';
import type { LayerKind } from './layer-kinds.ts';

/** How exactly a product is computed in int8. */
export interface Parts {
  /** Int8 numbers that stand for one value of the activations: 2 have the exactness of 16 bits. */
  readonly activations: 1 | 2;
  /** The same of the weights. */
  readonly weights: 1 | 2;
}

const COARSE: Parts = { activations: 1, weights: 1 };
const FINE: Parts = { activations: 2, weights: 2 };

/**
 * What each precision below float32 is made of. Most of the answers' noise comes from rounding the activations behind an
 * activation function, then from the weights that make the values of attention (docs/precisions.md).
 */
export const INT8_PRECISIONS: Readonly<
  Record<Exclude<Precision, 'fp32'>, Readonly<Record<LayerKind, Parts>>>
> = {
  int8: {
    value: { activations: 1, weights: 2 },
    narrowing: { activations: 2, weights: 1 },
    other: COARSE,
  },
  int8x3: { value: FINE, narrowing: FINE, other: FINE },
};

/** The largest whole number of a part; -128 is left out, so that the steps are the same on both sides of zero. */
export const LARGEST = 127;

/** How much smaller the steps of the second part are: its `LARGEST` is half a step of the first, all that rounding leaves. */
export const FINER = 2 * LARGEST;

/**
 * How far from zero values are kept where rows have the root mean square 1 and are mixed by a rotation, so that they are nearly
 * normally distributed: two of a thousand million normal values lie beyond.
 */
export const EVEN_RANGE = 6;
