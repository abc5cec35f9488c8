/** So many of so many: right answers of scored questions. */
export interface Ratio {
  readonly part: number;
  /** At least 1. */
  readonly whole: number;
}

/**
 * The plain mean of ratios of whole numbers, rounded once, to the nearest double. The sum is exact (BigInt), so the
 * result does not depend on the order of the ratios and a mean that is a decimal tie stays one.
 * NaN where there is no ratio.
 */
export function meanOfRatios(ratios: readonly Ratio[]): number {
  let part = 0n;
  let whole = 1n;
  for (const ratio of ratios) {
    part = part * BigInt(ratio.whole) + whole * BigInt(ratio.part);
    whole *= BigInt(ratio.whole);
  }
  return ratios.length === 0 ? Number.NaN : nearestDouble(part, whole * BigInt(ratios.length));
}

const SCALE = 128n;

/**
 * part / whole for a result that is 0 or at least 2^-64 (subjects times questions are far fewer): 64 or more bits of
 * the quotient, which Number() rounds to the nearest double.
 */
function nearestDouble(part: bigint, whole: bigint): number {
  return Number((part << SCALE) / whole) / 2 ** Number(SCALE);
}
