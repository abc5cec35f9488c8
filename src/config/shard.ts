/** One of the equal parts that a run is cut into, for a machine each. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many there are. */
  readonly of: number;
}

/** i/n, at most 9999 of each. */
const SHARD = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/;

/** Reads `i/n`; null where it is none, or where i is beyond n. */
export function parseShard(text: string): Shard | null {
  const [index, of] = SHARD.exec(text)?.slice(1).map(Number) ?? [];
  return index === undefined || of === undefined || index > of ? null : { index, of };
}
