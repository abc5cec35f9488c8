/** The number formats in which a built model can hold its weights, the reference first. Everything that lists them reads this. */
export const PRECISIONS = ['fp32'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** Bytes that a weight takes. */
export const BYTES_PER_WEIGHT: Readonly<Record<Precision, number>> = { fp32: 4 };
