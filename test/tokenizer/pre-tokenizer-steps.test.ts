import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { handMade, pieces } from './hand-made.ts';

/** Cuts a text with one step; every piece named in `words` stays whole, so pieces show where the step cut. */
function cut(preTokenizer: object, text: string, words: readonly string[]): (string | null)[] {
  return pieces(handMade({ preTokenizer, words: [text, ...words] }), text);
}

describe('Split', () => {
  // The example in the documentation of Hugging Face tokenizers, SplitDelimiterBehavior.
  it.each([
    ['Removed', ['the', 'final', 'countdown']],
    ['Isolated', ['the', '-', 'final', '-', '-', 'countdown']],
    ['MergedWithPrevious', ['the-', 'final-', '-', 'countdown']],
    ['MergedWithNext', ['the', '-final', '-', '-countdown']],
    ['Contiguous', ['the', '-', 'final', '--', 'countdown']],
  ])('cuts at a string as documented for %s', (behavior, expected) => {
    const split = { type: 'Split', pattern: { String: '-' }, behavior, invert: false };
    expect(cut(split, 'the-final--countdown', expected)).toEqual(expected);
  });

  it('keeps only the matches where it is inverted and removes', () => {
    const split = { type: 'Split', pattern: { Regex: '[a-z]+' }, behavior: 'Removed', invert: true };
    expect(cut(split, 'one, two', ['one', 'two'])).toEqual(['one', 'two']);
  });

  it('keeps what lies between matches where it is inverted and isolates', () => {
    const split = { type: 'Split', pattern: { Regex: '[a-z]+' }, behavior: 'Isolated', invert: true };
    expect(cut(split, 'one, two', ['one', ', ', 'two'])).toEqual(['one', ', ', 'two']);
  });

  it('takes a string with signs of regular expressions literally', () => {
    const split = { type: 'Split', pattern: { String: '.' }, behavior: 'Removed', invert: false };
    expect(cut(split, 'ab.cd', ['ab', 'cd'])).toEqual(['ab', 'cd']);
  });

  it('takes time in proportion to a text without a match', () => {
    const split = { type: 'Split', pattern: { String: '-' }, behavior: 'MergedWithPrevious', invert: false };
    const tokenizer = handMade({ preTokenizer: split });
    const started = performance.now();
    expect(tokenizer.encode('a'.repeat(100_000))).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('Digits', () => {
  const words = ['a', '2', '½', '２', '2½２', '½２', '2½', 'a2'];

  it('takes every numeric character as a digit, not 0 to 9 alone', () => {
    expect(cut({ type: 'Digits', individual_digits: true }, 'a2½２a', words)).toEqual([
      'a',
      '2',
      '½',
      '２',
      'a',
    ]);
  });

  it('keeps runs of digits together where they are not individual', () => {
    expect(cut({ type: 'Digits', individual_digits: false }, 'a2½２a', words)).toEqual(['a', '2½２', 'a']);
  });

  it('does so inside a Sequence', () => {
    const sequence = { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }] };
    expect(cut(sequence, 'a½２', words)).toEqual(['a', '½', '２']);
  });
});

describe('Punctuation and Whitespace', () => {
  it('isolates each punctuation character by default', () => {
    expect(cut({ type: 'Punctuation' }, 'a：!b', ['：!'])).toEqual(['a', '：', '!', 'b']);
  });

  it('keeps runs of punctuation where it is contiguous', () => {
    const step = { type: 'Punctuation', behavior: 'Contiguous' };
    expect(cut(step, 'a：!b', ['：!'])).toEqual(['a', '：!', 'b']);
  });

  it('knows letters of every script as words', () => {
    expect(cut({ type: 'Whitespace' }, 'ab 答案：!', ['ab', '答案', '：!'])).toEqual(['ab', '答案', '：!']);
  });
});

describe('Metaspace', () => {
  const words = ['▁the', '▁cat', 'the', '▁the▁cat', 'the▁cat'];

  it('puts the sign in front and cuts before each', () => {
    expect(cut({ type: 'Metaspace', replacement: '▁' }, 'the cat', words)).toEqual(['▁the', '▁cat']);
  });

  it('leaves the text whole without split', () => {
    const step = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: false };
    expect(cut(step, 'the cat', words)).toEqual(['▁the▁cat']);
  });

  it('reads the older add_prefix_space', () => {
    const step = { type: 'Metaspace', replacement: '▁', add_prefix_space: false };
    expect(cut(step, 'the cat', words)).toEqual(['the', '▁cat']);
  });

  it('puts the sign in front of the first piece alone with the scheme first', () => {
    const tokenizer = handMade({
      preTokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first' },
      words: ['▁the', '▁cat'],
      addedTokens: [{ id: 500, content: '#', normalized: false }],
    });
    expect(pieces(tokenizer, 'the#the')).toEqual(['▁the', '#', 't', 'h', 'e']);
    expect(pieces(tokenizer, '#the')).toEqual(['#', 't', 'h', 'e']);
  });
});

describe('refusals', () => {
  it.each([
    ['an unknown step', { type: 'BertPreTokenizer' }, /"BertPreTokenizer"/],
    ['an unknown behaviour', { type: 'Punctuation', behavior: 'Sideways' }, /"Punctuation".*behavior/],
    [
      'an inversion that the reference does otherwise',
      { type: 'Split', pattern: { String: 'a' }, behavior: 'Contiguous', invert: true },
      /inverted and Contiguous/,
    ],
    [
      'a pattern that is no regular expression',
      { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' },
      /can't be used/,
    ],
    [
      'an over-long pattern',
      { type: 'Split', pattern: { Regex: 'a'.repeat(10_001) }, behavior: 'Isolated' },
      /"Split"/,
    ],
  ])('names %s', (_, preTokenizer, message) => {
    expect(() => handMade({ preTokenizer })).toThrow(FormatError);
    expect(() => handMade({ preTokenizer })).toThrow(message);
  });

  it('stops at deep nesting', () => {
    let step: object = { type: 'Whitespace' };
    for (let depth = 0; depth < 9; depth++) step = { type: 'Sequence', pretokenizers: [step] };
    expect(() => handMade({ preTokenizer: step })).toThrow(/more than 8 deep/);
  });
});
