/**
 * The number formats that a model's weights can be stored in, the most exact first, with the bytes that a weight takes.
 * Everything that asks which there are reads this list.
 */
export const PRECISIONS = [{ name: 'fp32', bytesPerWeight: 4 }] as const;

/** The name of a number format. */
export type Precision = (typeof PRECISIONS)[number]['name'];

/** All names, in the same order. */
export const PRECISION_NAMES: readonly Precision[] = PRECISIONS.map(({ name }) => name);
