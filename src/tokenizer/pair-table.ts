/** A text that two neighbours may be joined to, and how early: the highest score first. */
export interface ScoredPiece {
  readonly id: number;
  readonly text: string;
  readonly score: number;
}

/** No piece has this id. */
export const NO_PIECE = -1;
/** Stands for a symbol that was joined to its left neighbour; lower than any `~codePoint`. */
export const GONE = -0x8000_0000;

/**
 * What two symbols can be joined to. A symbol is the id of a piece, or `~codePoint` for a character that is none
 * (`~0`, which would be `NO_PIECE`, stands for the null character, which no piece holds).
 */
interface PairTable {
  symbolOf: (character: string) => number;
  /** The id of the piece that two neighbours make together, or `NO_PIECE`. */
  joint: (left: number, right: number) => number;
}

/** Every way to cut a piece into two symbols, in an open hash table: one look-up for each pair of neighbours. */
export function pairTable(pieces: readonly ScoredPiece[]): PairTable {
  const ids = new Map(pieces.map(({ id, text }) => [text, id]));
  const cuts = pieces.reduce((sum, { text }) => sum + text.length, 1);
  const mask = 2 ** Math.ceil(Math.log2(2 * cuts)) - 1;
  const lefts = new Int32Array(mask + 1);
  const rights = new Int32Array(mask + 1);
  const joints = new Int32Array(mask + 1).fill(NO_PIECE);

  function slotOf(left: number, right: number): number {
    let slot = (Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b)) & mask;
    while (joints[slot] !== NO_PIECE && (lefts[slot] !== left || rights[slot] !== right))
      slot = (slot + 1) & mask;
    return slot;
  }

  const symbolOf = (character: string): number => ids.get(character) ?? ~(character.codePointAt(0) ?? 0);
  /** A part of a piece as a symbol, or undefined for a longer text that is no piece. */
  const partOf = (text: string): number | undefined => {
    const single = text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
    return single ? symbolOf(text) : ids.get(text);
  };

  for (const { id, text } of pieces) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const left = partOf(text.slice(0, cut));
      const right = left === undefined ? undefined : partOf(text.slice(cut));
      if (left === undefined || right === undefined) continue;
      const slot = slotOf(left, right);
      lefts[slot] = left;
      rights[slot] = right;
      joints[slot] = id;
    }
  }
  return { symbolOf, joint: (left, right) => joints[slotOf(left, right)] ?? NO_PIECE };
}
