/** A source of numbers from 0 up to but not 1. */
export type Random = () => number;

/** Four whole numbers of 32 bits, not all 0. */
export type Seed = readonly [number, number, number, number];

/**
 * Reproducible random numbers of 32 bits: xoshiro128** (Blackman and Vigna, ACM Transactions on Mathematical Software 47,
 * 2021, 36). The same seed gives the same numbers on every machine.
 */
export function createRandom(seed: Seed): Random {
  let [a, b, c, d] = seed;
  return () => {
    const drawn = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return drawn / 2 ** 32;
  };
}

function rotateLeft(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
