import type { Precision } from '../../precision.ts';
import type { LayerKind } from './layer-kinds.ts';

/** How exactly a product is computed in int8. */
export interface Parts {
  /** Int8 numbers that stand for one value of the activations: 2 have the exactness of 16 bits. */
  readonly activations: 1 | 2;
  /** The same of the weights. */
  readonly weights: 1 | 2;
}

/** Of each kind of layer. */
export type PartsOfKinds = Readonly<Record<LayerKind, Parts>>;

const ONE: Parts = { activations: 1, weights: 1 };
const TWO: Parts = { activations: 2, weights: 2 };
const OF_ACTIVATIONS: Parts = { activations: 2, weights: 1 };
const OF_WEIGHTS: Parts = { activations: 1, weights: 2 };

const ALL_TWO: PartsOfKinds = { value: TWO, widening: TWO, narrowing: TWO, other: TWO };

/** The largest width of the hidden state of models whose products are so small that `int8` can have most in two parts. */
const NARROW = 1024;

/**
 * What each precision below float32 is made of, by the width of the model's hidden state. Most of the answers' noise comes from
 * rounding the activations behind an activation function, then from the weights that make the values of attention
 * (docs/precisions.md). Narrow models have both more noise and less of their time in products: there only the weights of the
 * widest layers, which cost most, stay in one part.
 */
export function int8Precision(precision: Exclude<Precision, 'fp32'>, width: number): PartsOfKinds {
  if (precision === 'int8x3') return ALL_TWO;
  return width <= NARROW
    ? { ...ALL_TWO, widening: OF_ACTIVATIONS }
    : { value: OF_WEIGHTS, widening: ONE, narrowing: OF_ACTIVATIONS, other: ONE };
}

/** The largest whole number of a part; -128 is left out, so that the steps are the same on both sides of zero. */
export const LARGEST = 127;

/** How much smaller the steps of the second part are: its `LARGEST` is half a step of the first, all that rounding leaves. */
export const FINER = 2 * LARGEST;

/**
 * How far from zero values are kept where rows have the root mean square 1 and are mixed by a rotation, so that they are nearly
 * normally distributed: two of a thousand million normal values lie beyond.
 */
export const EVEN_RANGE = 6;
