/**
 * A function that cuts a text between two characters that stand side by side in no piece of the vocabulary. The ids of
 * the parts are those of the whole: merging only ever joins neighbours into a piece of the vocabulary, so no merge
 * reaches across such a place, the pairs on either side are merged in an order that the other side does not change,
 * and no piece that is taken whole contains it.
 */
export function unjoinedCutter(pieces: Iterable<string>): (text: string) => string[] {
  const joined = joinedCharacters(pieces);
  return (text) => {
    const parts: string[] = [];
    let start = 0;
    let position = 0;
    let previous: number | undefined;
    for (const character of text) {
      const point = character.codePointAt(0) ?? 0;
      if (previous !== undefined && !joined.has(pairNumber(previous, point))) {
        parts.push(text.slice(start, position));
        start = position;
      }
      previous = point;
      position += character.length;
    }
    parts.push(text.slice(start));
    return parts;
  };
}

/** Every pair of characters that stand side by side in some piece, each as one number. */
function joinedCharacters(pieces: Iterable<string>): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (const piece of pieces) {
    let previous: number | undefined;
    for (const character of piece) {
      const point = character.codePointAt(0) ?? 0;
      if (previous !== undefined) pairs.add(pairNumber(previous, point));
      previous = point;
    }
  }
  return pairs;
}

function pairNumber(left: number, right: number): number {
  return left * 0x11_0000 + right;
}
