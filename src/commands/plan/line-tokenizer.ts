import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { textSize } from '../run/share.ts';

/**
 * A tokenizer for the prompts of a subject, of which some are given. It has the tokens of each line that stands in several of
 * those, as header and shots do; other lines are cut into pieces of the size that a token has in the lines that are given.
 * Equal pieces are equal tokens, so that what prompts share stays shared, within a line too.
 */
export function lineTokenizer(tokenizer: Tokenizer, prompts: readonly string[]): Tokenizer {
  const { known, size } = readLines(tokenizer, prompts);
  const ids = new Map<string, number>();
  function idOf(piece: string): number {
    // Below every real id.
    const id = ids.get(piece) ?? -1 - ids.size;
    ids.set(piece, id);
    return id;
  }
  function encode(text: string): number[] {
    const all: number[] = [];
    for (const line of linesOf(text)) {
      let own = known.get(line);
      if (own === undefined) known.set(line, (own = piecesOf(line, size).map(idOf)));
      for (const id of own) all.push(id);
    }
    return all;
  }
  return { ...tokenizer, encode };
}

interface ReadLines {
  /** The tokens of those that stand in several prompts. */
  readonly known: Map<string, readonly number[]>;
  /** Of a token, see `textSize`. */
  readonly size: number;
}

function readLines(tokenizer: Tokenizer, prompts: readonly string[]): ReadLines {
  const standsIn = new Map<string, number>();
  for (const prompt of prompts)
    for (const line of new Set(linesOf(prompt))) standsIn.set(line, (standsIn.get(line) ?? 0) + 1);
  // Some tokenizers begin every text with a token of its own, which a line within a text does not have.
  const before = tokenizer.encode('\n').length;
  const known = new Map<string, readonly number[]>();
  const sum = { tokens: 0, size: 0 };
  for (const [line, times] of standsIn) {
    const ids = tokenizer.encode(`\n${line}`).slice(before);
    if (times > 1) known.set(line, ids);
    sum.tokens += ids.length;
    sum.size += textSize(line);
  }
  return { known, size: sum.size / Math.max(1, sum.tokens) };
}

/** The lines of a text, each with its line end. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/**
 * Cuts a line into pieces of a size, the last of up to half as much more or less. Where a character has several tokens, empty
 * pieces stand for the others.
 */
function piecesOf(line: string, size: number): readonly string[] {
  const last = Math.max(1, Math.round(textSize(line) / size)) - 1;
  const pieces: string[] = [];
  let [start, end, sum] = [0, 0, 0];
  for (const character of line) {
    end += character.length;
    sum += textSize(character);
    while (pieces.length < last && sum >= (pieces.length + 1) * size) {
      pieces.push(line.slice(start, end));
      start = end;
    }
  }
  return [...pieces, line.slice(start)];
}
