import type { Precision } from '../../precision.ts';
import type { LayerKind } from './layer-kinds.ts';

/** How exactly a product is computed in int8. */
export interface Parts {
  /** Int8 numbers that stand for one value of the activations: 2 have the exactness of 16 bits. */
  readonly activations: 1 | 2;
  /** The same of the weights. */
  readonly weights: 1 | 2;
  /** What rows of activations have that are spread evenly: one step for all of them, or a scale for each as others have. */
  readonly evenRows: 'one step' | 'scales';
}

const COARSE: Parts = { activations: 1, weights: 1, evenRows: 'one step' };
const FINE: Parts = { activations: 2, weights: 2, evenRows: 'one step' };

/**
 * What each precision below float32 is made of. Most of the answers' noise comes from rounding the activations behind an
 * activation function, then from the weights that make the values of attention, then from the first token's keys and values,
 * which all others read: its rows are spread half as far, so that scales of their own leave half the error
 * (docs/precisions.md).
 */
export const INT8_PRECISIONS: Readonly<
  Record<Exclude<Precision, 'fp32'>, Readonly<Record<LayerKind, Parts>>>
> = {
  int8: {
    value: { activations: 1, weights: 2, evenRows: 'scales' },
    narrowing: { ...COARSE, activations: 2 },
    other: COARSE,
  },
  int8x3: { value: FINE, narrowing: FINE, other: FINE },
};

/** The largest whole number of a part; -128 is left out, so that the steps are the same on both sides of zero. */
export const LARGEST = 127;

/** How much smaller the steps of the second part are: its `LARGEST` is half a step of the first, all that rounding leaves. */
export const FINER = 2 * LARGEST;

/**
 * How far from zero values are kept where rows have the root mean square 1 and are mixed by a rotation, by the parts that they
 * have. They are nearly normally distributed: in one part, 4 leaves the least error of rounding and cutting off together; in
 * two, what is cut off would be far above what rounding leaves.
 */
export const EVEN_RANGE: Readonly<Record<1 | 2, number>> = { 1: 4, 2: 6 };
