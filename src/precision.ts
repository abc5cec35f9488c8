/** The number formats that a model can be built in, the reference first. Everything that lists them reads this. */
export const PRECISIONS = ['fp32', 'int8x3', 'int8'] as const;

/** How weights are stored and products with them computed. */
export type Precision = (typeof PRECISIONS)[number];

/** Bytes that a weight takes, at least: what is not multiplied in int8 keeps four. */
export const BYTES_PER_WEIGHT: Readonly<Record<Precision, number>> = {
  fp32: 4,
  int8x3: 2,
  int8: 1,
};
