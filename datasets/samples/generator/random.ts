/** A stream of pseudo-random choices: the same seed text gives the same stream on every machine. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  /** One entry. Throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** `count` different entries in random order. Throws RangeError where the list has fewer. */
  some<T>(list: readonly T[], count: number): T[];
}

/** 2^32 divided by the golden ratio, made odd: the step of the Weyl sequence below. */
const STEP = 0x9e3779b9;

/**
 * A counter-based generator after the idea of SplitMix (Steele, Lea and Flood 2014) in 32 bits: a counter that moves
 * by a fixed odd step, so that it takes all 2^32 values, and a bit mixer that makes each value look unrelated to
 * the last. Good enough for choosing words, and small enough to be read.
 */
export function createRandom(seed: string): Random {
  let counter = hashText(seed);
  const below = (limit: number): number => {
    counter = (counter + STEP) >>> 0;
    // The upper bits decide; the bias for limits of a few dozen is below one in a hundred million.
    return Math.floor((mix(counter) / 2 ** 32) * limit);
  };
  const some = <T>(list: readonly T[], count: number): T[] => {
    if (list.length < count) throw new RangeError(`${count} of a list of ${list.length} were asked for.`);
    const rest = [...list];
    return Array.from({ length: count }, () => rest.splice(below(rest.length), 1)).flat();
  };
  return {
    below,
    once: (times) => below(times) === 0,
    pick: (list) => {
      const [entry] = list.slice(below(list.length));
      if (entry === undefined) throw new RangeError('An entry of an empty list was asked for.');
      return entry;
    },
    some,
  };
}

/** 32-bit FNV-1a over UTF-16 code units, mixed once more: a number for a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash >>> 0);
}

/** The 32-bit finaliser of MurmurHash3: each input bit changes about half of the output bits. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
