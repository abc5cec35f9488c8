import { InputError } from '../../errors.ts';
import type { TokenGroup } from '../../records.ts';
import { commonLength } from '../backend.ts';
import { reasonOf } from './attempt.ts';
import type { Decoder, KeyValueCache } from './decoder.ts';
import { chunksOf } from './score-suffix.ts';

/** The cache of one prefix at a time. */
export interface PrefixCache {
  readonly current: KeyValueCache;
  /**
   * Goes to the prefix of a group: the cache is cut back to the tokens that it shares with the one before, and only those
   * after them are run; were it one, it is run with the token before it, for the reason that `chunksOf` has. Gives the number
   * that are not run. No more than two caches are alive meanwhile, the one that is read and the one that is made.
   * Throws InputError where the runtime fails.
   */
  moveTo(group: TokenGroup, signal: AbortSignal): Promise<number>;
}

/** Begins without any token, for sequences of at most `finalLength`. */
export function prefixCache(decoder: Decoder, finalLength: number): PrefixCache {
  let current = decoder.empty(finalLength);
  return {
    get current() {
      return current;
    },
    async moveTo({ prefix, subject }, signal) {
      const common = commonLength(current.ids, prefix);
      const shared = prefix.length - common === 1 ? Math.max(0, common - 1) : common;
      current = decoder.cut(current, shared);
      try {
        for (const ids of chunksOf(prefix.slice(shared))) {
          if (!signal.aborted) current = await decoder.extend(ids, current);
        }
      } catch (error) {
        // Without its prefix no question of the group can be scored, now; that is no outcome of theirs.
        throw new InputError(
          `ONNX Runtime failed on the ${prefix.length} shared tokens of ${subject} (${reasonOf(error)}): what was scored is kept; free memory and run the same command again.`,
        );
      }
      return shared;
    },
  };
}
