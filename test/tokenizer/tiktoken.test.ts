import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { openTokenizer } from '../../src/tokenizer/open-tokenizer.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

const BYTES = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte));

/** A rank file of all bytes, then the words. */
function lines(words: readonly string[]): string[] {
  return [...BYTES, ...words.map((word) => Buffer.from(word))].map(
    (token, rank) => `${token.toString('base64')} ${rank}`,
  );
}

function open(content: readonly string[]): Tokenizer {
  return openTokenizer(new Map([['qwen.tiktoken', Buffer.from(`${content.join('\n')}\n`)]]), 'made');
}

function pieces(tokenizer: Tokenizer, text: string): (string | null)[] {
  return tokenizer.encode(text).map((id) => tokenizer.piece(id));
}

describe('a tiktoken file', () => {
  it('joins the lowest rank first, the leftmost of the same', () => {
    const tokenizer = open(lines(['bc', 'ab', 'abc', 'aa']));
    expect(pieces(tokenizer, 'abc')).toEqual(['abc']);
    expect(pieces(tokenizer, 'xabcd')).toEqual(['x', 'abc', 'd']);
    // "ab" has a lower rank than "aa", so the last two join before the first two.
    expect(pieces(tokenizer, 'aaab')).toEqual(['aa', 'ab']);
    expect(pieces(tokenizer, 'aaa')).toEqual(['aa', 'a']);
  });

  it("cuts a text by Qwen's pattern first", () => {
    const tokenizer = open(lines(['12', "'S", ' a', 'a\n', '\n\n', '!!\n']));
    expect(pieces(tokenizer, "12'S")).toEqual(['1', '2', "'S"]);
    expect(pieces(tokenizer, ' a\n\n!!\n')).toEqual([' a', '\n\n', '!!\n']);
  });

  it('brings text to NFC', () => {
    expect(pieces(open(lines(['é'])), 'e\u0301')).toEqual(['é']);
  });

  it('takes the wording of special tokens as text, and names them by id', () => {
    const tokenizer = open(lines([]));
    expect(tokenizer.encode('<|endoftext|>')).toEqual([...Buffer.from('<|endoftext|>')]);
    expect(tokenizer.piece(256)).toBe('<|endoftext|>');
    expect(tokenizer.vocabularySize).toBe(256 + 208);
    expect(tokenizer.bos).toEqual({ ids: [], addedByDefault: false });
  });

  const whole = lines(['ab']);
  it.each([
    ['a line that is none', [...whole, 'ab'], /line 258 is not a token/],
    ['an empty token', [...whole, '= 257'], /line 258 is not a token/],
    ['a rank beyond its lines', [...whole, 'YWJj 999'], /line 258 has the rank 999/],
    ['a rank twice', [...whole, 'YWJj 5'], /line 258 has the rank 5/],
    ['a token twice', [...whole, 'YWI= 257'], /a token is there twice/],
    ['a byte without token', ['YWJj 0', ...whole.slice(1)], /the byte 0 has no token/],
  ])('is refused with %s', (_, content, message) => {
    expect(() => open(content)).toThrow(FormatError);
    expect(() => open(content)).toThrow(message);
  });
});
