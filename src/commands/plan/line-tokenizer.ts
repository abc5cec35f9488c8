import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { textSize } from '../run/share.ts';

/**
 * A tokenizer for the prompts of a subject, of which some are given. It has the tokens of each line that stands in those, and
 * makes some up for any other, as many as its size lets expect by the lines that are known. Equal lines have equal tokens and
 * made-up ones are in no other line, so that what prompts share stays shared.
 */
export function lineTokenizer(tokenizer: Tokenizer, prompts: readonly string[]): Tokenizer {
  const known = new Map<string, readonly number[]>();
  // Some tokenizers begin every text with a token of its own, which a line within a text does not have.
  const before = tokenizer.encode('\n').length;
  const sum = { tokens: 0, size: 0 };
  for (const line of new Set(prompts.flatMap(linesOf))) {
    const ids = tokenizer.encode(`\n${line}`).slice(before);
    known.set(line, ids);
    sum.tokens += ids.length;
    sum.size += textSize(line);
  }
  let madeUp = 0;
  function makeUp(line: string): readonly number[] {
    const count = Math.max(1, Math.round((textSize(line) * sum.tokens) / sum.size));
    // Below every real id.
    madeUp -= 1;
    const ids = Array.from<number>({ length: count }).fill(madeUp);
    known.set(line, ids);
    return ids;
  }
  return { ...tokenizer, encode: (text) => linesOf(text).flatMap((line) => known.get(line) ?? makeUp(line)) };
}

/** The lines of a text, each with its line end. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}
