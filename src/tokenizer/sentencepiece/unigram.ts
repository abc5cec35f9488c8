import { buildTrie } from '../trie.ts';
import type { Piece } from './model-file.ts';

/** Less than the lowest score by this much is what a character without a piece scores (kUnkPenalty). */
const UNKNOWN_PENALTY = 10;
/** What a user-defined piece scores for each byte after the first (sentencepiece 0.2.3, found by its n-best scores). */
const USER_DEFINED_BONUS = 0.1;

/** Ids of a normalised text; a character without a piece is given as `~codePoint`, which is negative. */
export type PieceEncoder = (text: string) => readonly number[];

/**
 * The most probable cut of a text into pieces: Viterbi over the sum of scores, of equal ones the first that was found.
 * Each sum is rounded to 32 bits, as in sentencepiece (unigram_model.cc, EncodeOptimized): two cuts are often nearly
 * equal, and a long text's sum is large, so that rounding decides. User-defined pieces get a bonus that lets them win.
 */
export function unigramEncoder(pieces: readonly Piece[]): PieceEncoder {
  const { texts, ids, scores, unknownScore } = scoredPieces(pieces);
  const trie = buildTrie(texts);
  return (text) => {
    const best = new Float32Array(text.length + 1);
    const from = new Int32Array(text.length + 1).fill(-1);
    const by = new Int32Array(text.length + 1);

    function offer(start: number, end: number, id: number, sum: number): void {
      const score = Math.fround(sum);
      if (from[end] !== -1 && !(score > (best[end] ?? 0))) return;
      best[end] = score;
      from[end] = start;
      by[end] = id;
    }

    let start = 0;
    while (start < text.length) {
      const point = text.codePointAt(start) ?? 0;
      const next = start + (point > 0xffff ? 2 : 1);
      const sofar = best[start] ?? 0;
      let single = false;
      let node = trie.next(0, text.charCodeAt(start));
      for (let end = start + 1; node !== -1; end += 1) {
        const piece = trie.value(node);
        if (piece !== -1) {
          offer(start, end, ids[piece] ?? 0, (scores[piece] ?? 0) + sofar);
          if (end === next) single = true;
        }
        if (end === text.length) break;
        node = trie.next(node, text.charCodeAt(end));
      }
      if (!single) offer(start, next, ~point, unknownScore + sofar);
      start = next;
    }
    return pathBack(from, by);
  };
}

function pathBack(from: Int32Array, by: Int32Array): number[] {
  const path: number[] = [];
  for (let end = from.length - 1; end > 0; end = from[end] ?? 0) path.push(by[end] ?? 0);
  return path.toReversed();
}

interface ScoredPieces {
  readonly texts: readonly string[];
  readonly ids: readonly number[];
  readonly scores: Float64Array;
  readonly unknownScore: number;
}

/** Unused pieces take no part; control, unknown and byte pieces are never found in a text. */
function scoredPieces(pieces: readonly Piece[]): ScoredPieces {
  const lowest = pieces.reduce(
    (low, { type, score }) => (type === 'normal' ? Math.min(low, score) : low),
    Number.MAX_VALUE,
  );
  const matched = pieces
    .map((piece, id) => ({ ...piece, id }))
    .filter(({ type }) => type === 'normal' || type === 'user-defined');
  return {
    texts: matched.map(({ text }) => text),
    ids: matched.map(({ id }) => id),
    scores: Float64Array.from(matched, ({ text, type, score }) => (type === 'normal' ? score : bonus(text))),
    unknownScore: Math.fround(lowest - UNKNOWN_PENALTY),
  };
}

function bonus(text: string): number {
  return USER_DEFINED_BONUS * (Buffer.byteLength(text) - 1);
}
