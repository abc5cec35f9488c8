import type { Precision } from '../../precision.ts';

/** How products are computed in int8. */
export interface Int8Precision {
  /** Int8 numbers that stand for one value of the activations: 2 have the exactness of 16 bits. */
  readonly activationParts: 1 | 2;
  /** The same of what leaves an activation function, where a few values stand far above the others. */
  readonly activatedParts: 1 | 2;
  /** The same of the weights. */
  readonly weightParts: 1 | 2;
}

/** What each precision below float32 is made of. */
export const INT8_PRECISIONS: Readonly<Record<Exclude<Precision, 'fp32'>, Int8Precision>> = {
  int8: { activationParts: 1, activatedParts: 2, weightParts: 1 },
  int8x3: { activationParts: 2, activatedParts: 2, weightParts: 2 },
};

/** The largest whole number of a part; -128 is left out, so that the steps are the same on both sides of zero. */
export const LARGEST = 127;

/** How much smaller the steps of the second part are: its `LARGEST` is half a step of the first, all that rounding leaves. */
export const FINER = 2 * LARGEST;
