import type { Suffix } from '../../records.ts';

/** Consecutive suffixes of a group that run through the graph together. */
export type Pack = readonly Suffix[];

/**
 * Tokens of a pack. More rows bring matrix products nearer to their full rate, but every row also meets the keys of all others
 * in the pack. Of 96 to 512 this gave the most questions a second (2 cores, packed against one by one in one run): 1.2 times as
 * many with models of 135 and 500 million parameters, where 512 gave 1.03 and 1.14; 0.9 times as many with one of 2.7
 * million, whose products cost next to nothing, where 512 gave 0.6. That was with denormal numbers computed in full, of which
 * more rows make more; since they are flushed, 192, 256 and 384 give the same within 3 % (135 million parameters, two turns).
 */
export const PACK = 192;

/**
 * Cuts suffixes into packs of at most `PACK` tokens, in their order. A suffix that has more by itself, or letters of several
 * tokens, which need its keys and values afterwards, is a pack of its own.
 */
export function packSuffixes(suffixes: readonly Suffix[]): readonly Pack[] {
  const packs: Suffix[][] = [];
  let room = 0;
  for (const suffix of suffixes) {
    const { length } = suffix.ids;
    const alone = suffix.letterIds.some((own) => own.length !== 1);
    if (alone || length > room) {
      packs.push([suffix]);
      room = alone ? 0 : PACK - length;
    } else {
      packs.at(-1)?.push(suffix);
      room -= length;
    }
  }
  return packs;
}
