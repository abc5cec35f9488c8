/**
 * The number formats that a model's weights can be stored in, the most exact first, with the bytes that a weight takes.
 * Everything that asks which there are reads this list.
 */
export const PRECISIONS = {
  fp32: { bytesPerWeight: 4 },
} as const satisfies Record<string, { readonly bytesPerWeight: number }>;

/** The name of a number format. */
export type Precision = keyof typeof PRECISIONS;

/** All of them, in the same order. */
export const PRECISION_NAMES = Object.keys(PRECISIONS) as readonly Precision[];
