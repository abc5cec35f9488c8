import { pushNumber, takeSmallest } from './number-heap.ts';
import { GONE, NO_PIECE, pairTable } from './pair-table.ts';
import type { ScoredPiece } from './pair-table.ts';

/** Ids of a text; a character that is no piece and became part of none is given as `~codePoint`, which is negative. */
export type ScoreBpe = (text: string) => readonly number[];

/** Positions stay below this, so that a rank and a position are one exact number. */
const POSITIONS = 2 ** 30;

/**
 * Byte-pair encoding by the score of the joined piece, not by a list of pairs: of all neighbours whose joint text is a
 * piece, those with the highest score are joined, of equal ones the leftmost, until none is left. That is the rule of
 * sentencepiece (bpe_model.cc) and, with ranks for scores, of tiktoken. Pieces in `unused` are joined on the way and
 * taken apart at the end, as they were last put together.
 */
export function scoreBpe(pieces: readonly ScoredPiece[], unused: ReadonlySet<number>): ScoreBpe {
  const { symbolOf, joint } = pairTable(pieces);
  const ranks = rankByScore(pieces);
  return (text) => {
    const symbols = Int32Array.from(text, (character) => symbolOf(character));
    // Neighbours of each symbol that is left; the last one's next is beyond the end.
    const next = Int32Array.from(symbols, (_, index) => index + 1);
    const previous = Int32Array.from(symbols, (_, index) => index - 1);
    const agenda: number[] = [];
    const parts = new Map<number, readonly [number, number]>();

    function jointAt(left: number): number {
      const right = next[left] ?? symbols.length;
      return right < symbols.length ? joint(symbols[left] ?? GONE, symbols[right] ?? GONE) : NO_PIECE;
    }

    function propose(left: number): void {
      const piece = left < 0 ? NO_PIECE : jointAt(left);
      if (piece === NO_PIECE) return;
      pushNumber(agenda, (ranks[piece] ?? 0) * POSITIONS + left);
      if (unused.has(piece)) parts.set(piece, [symbols[left] ?? 0, symbols[next[left] ?? 0] ?? 0]);
    }

    for (let left = 0; left < symbols.length; left += 1) propose(left);
    for (let top = takeSmallest(agenda); top !== undefined; top = takeSmallest(agenda)) {
      const left = top % POSITIONS;
      // What was proposed here may be gone. Where something of the same rank stands here now, its own proposal is equal.
      const piece = jointAt(left);
      if (piece === NO_PIECE || ranks[piece] !== Math.floor(top / POSITIONS)) continue;
      const right = next[left] ?? 0;
      const after = next[right] ?? 0;
      symbols[left] = piece;
      symbols[right] = GONE;
      next[left] = after;
      if (after < symbols.length) previous[after] = left;
      propose(previous[left] ?? -1);
      propose(left);
    }
    const left = Array.from(symbols).filter((symbol) => symbol !== GONE);
    return parts.size === 0 ? left : left.flatMap((symbol) => takenApart(symbol, parts));
  };
}

/** A piece, or what an unused one was made of. */
function takenApart(symbol: number, parts: ReadonlyMap<number, readonly [number, number]>): number[] {
  const taken: number[] = [];
  const stack = [symbol];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const halves = parts.get(top);
    if (halves === undefined) taken.push(top);
    else stack.push(halves[1], halves[0]);
  }
  return taken;
}

/** Place of each id's score among the different scores, the highest first. */
function rankByScore(pieces: readonly ScoredPiece[]): Int32Array {
  const scores = [...new Set(pieces.map(({ score }) => score))].toSorted((a, b) => b - a);
  const places = new Map(scores.map((score, place) => [score, place]));
  const ranks = new Int32Array(pieces.reduce((highest, { id }) => Math.max(highest, id), -1) + 1);
  for (const { id, score } of pieces) ranks[id] = places.get(score) ?? 0;
  return ranks;
}
