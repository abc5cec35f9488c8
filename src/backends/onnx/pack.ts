import type { Suffix } from '../../records.ts';
import { CHUNK } from './score-suffix.ts';

/** Consecutive suffixes of a group that run through the graph together. */
export type Pack = readonly Suffix[];

/**
 * Cuts suffixes into packs of at most `CHUNK` tokens, in their order. The matrix products of so many rows run at their full
 * rate, which those of one question do not reach. A suffix that alone has more tokens, or letters of several tokens, which
 * need its keys and values afterwards, is a pack of its own.
 */
export function packSuffixes(suffixes: readonly Suffix[]): readonly Pack[] {
  const packs: Suffix[][] = [];
  let room = 0;
  for (const suffix of suffixes) {
    const { length } = suffix.ids;
    if (isAlone(suffix) || length > room) {
      packs.push([suffix]);
      room = isAlone(suffix) ? 0 : CHUNK - length;
    } else {
      packs.at(-1)?.push(suffix);
      room -= length;
    }
  }
  return packs;
}

function isAlone({ ids, letterIds }: Suffix): boolean {
  return ids.length > CHUNK || letterIds.some((own) => own.length !== 1);
}
