import { describe, expect, it } from 'vitest';
import { scoreBpe } from '../../src/tokenizer/score-bpe.ts';

/** The rule as it is written down, without heap, table or cache: quadratic, and for tests alone. */
function naive(pieces: ReadonlyMap<string, { id: number; score: number }>, text: string): string[] {
  const parts = Array.from(text);
  for (;;) {
    let best = -1;
    let bestScore = -Infinity;
    for (let left = 0; left + 1 < parts.length; left += 1) {
      const score = pieces.get(`${parts[left]}${parts[left + 1]}`)?.score;
      if (score !== undefined && score > bestScore) [best, bestScore] = [left, score];
    }
    if (best === -1) return parts;
    parts.splice(best, 2, `${parts[best]}${parts[best + 1]}`);
  }
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('scoreBpe', () => {
  it('gives what the rule says, with many equal scores, on random vocabularies and texts', () => {
    const next = random(20_261_126);
    const word = (longest: number): string =>
      Array.from({ length: 1 + next(longest) }, () => 'abc😀'.codePointAt(next(3) === 2 ? 3 : next(3)) ?? 97)
        .map((point) => String.fromCodePoint(point))
        .join('');
    for (let round = 0; round < 200; round += 1) {
      const texts = new Set(Array.from({ length: 40 }, () => word(5)));
      const pieces = [...texts].map((text, id) => ({ id, text, score: -next(4) }));
      const byText = new Map(pieces.map((piece) => [piece.text, piece]));
      const encode = scoreBpe(pieces, new Set());
      for (let count = 0; count < 20; count += 1) {
        const text = word(30);
        const expected = naive(byText, text).map(
          (part) => byText.get(part)?.id ?? ~(part.codePointAt(0) ?? 0),
        );
        expect(encode(text)).toEqual(expected);
      }
    }
  });
});
