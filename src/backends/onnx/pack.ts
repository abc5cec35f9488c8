import type { Suffix } from '../../records.ts';

/** Consecutive suffixes of a group that run through the graph together. */
export type Pack = readonly Suffix[];

/**
 * Tokens of a pack at most. More rows bring matrix products nearer to their full rate and read the weights less often, but every row
 * also meets the keys of all others in the pack. With 320, runs of 109 questions (2 cores, by turns) answered 1.09 times as many
 * questions a second as with 192 with a model of 500 million parameters in int8, and 1.03 (int8) and 1.0 (fp32) times with one of 135
 * million; 384 gave 1.06 times on one of a 7B's shape, 640 no more than 192. A token takes the least time in calls of 256 to 384
 * with all three.
 */
export const PACK = 320;

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
