import { describe, expect, it } from 'vitest';
import { handMade, pieces } from './hand-made.ts';

const special = { id: 900, content: '<s>', special: true, normalized: false };

describe('special tokens in a text', () => {
  it('stay ordinary text', () => {
    const tokenizer = handMade({ addedTokens: [special] });
    expect(pieces(tokenizer, 'a<s>b')).toEqual(['a', '<', 's', '>', 'b']);
    expect(tokenizer.piece(900)).toBe('<s>');
    expect(tokenizer.vocabularySize).toBe(901);
  });

  it('do not cut the text around them', () => {
    const tokenizer = handMade({ addedTokens: [special], merges: [[' ', '<']] });
    expect(pieces(tokenizer, ' <s>')).toEqual([' <', 's', '>']);
  });

  it('are not found by a model that takes known words whole', () => {
    const tokenizer = handMade({ words: ['<s>', 'sea'], addedTokens: [{ ...special, id: 104 }] });
    expect(tokenizer.piece(104)).toBe('<s>');
    expect(pieces(tokenizer, '<s>')).toEqual(['<', 's', '>']);
    expect(pieces(tokenizer, 'sea')).toEqual(['sea']);
  });

  it('are not put together by merges', () => {
    const merges = [
      ['<', 's'],
      ['<s', '>'],
    ] as const;
    const tokenizer = handMade({ merges, addedTokens: [{ ...special, id: 105 }] });
    expect(tokenizer.piece(105)).toBe('<s>');
    expect(pieces(tokenizer, '<s>')).toEqual(['<s', '>']);
  });

  it('are not found by a unigram model', () => {
    const vocab = [
      ['<unk>', 0],
      ['<s>', 0],
      ['<', -1],
      ['s', -1],
      ['>', -1],
    ];
    const tokenizer = handMade({
      model: { type: 'Unigram', vocab, unk_id: 0, merges: undefined },
      addedTokens: [
        { ...special, id: 1 },
        { id: 0, content: '<unk>', special: true },
      ],
    });
    expect(tokenizer.kind).toBe('unigram');
    expect(tokenizer.encode('<s>')).toEqual([2, 3, 4]);
    expect(tokenizer.encode('s\u4e00')).toEqual([3, 0]);
  });

  it('hide other added tokens inside them, as in the reference', () => {
    const bar = { id: 901, content: '|', special: false, normalized: false };
    const end = { id: 902, content: '<|end|>', special: true, normalized: false };
    const tokenizer = handMade({ addedTokens: [bar, end] });
    expect(tokenizer.encode('|').concat(tokenizer.encode('a|').slice(-1))).toEqual([901, 901]);
    expect(tokenizer.encode('<|end|>')).not.toContain(901);
  });
});

describe('other added tokens', () => {
  it('match the longest of those that start together, leftmost first', () => {
    const tokenizer = handMade({
      addedTokens: [
        { id: 900, content: 'ab', normalized: false },
        { id: 901, content: 'abc', normalized: false },
        { id: 902, content: 'cd', normalized: false },
      ],
    });
    expect(pieces(tokenizer, 'abcd')).toEqual(['abc', 'd']);
    expect(pieces(tokenizer, 'abd cd')).toEqual(['ab', 'd', ' ', 'cd']);
  });

  it('take white space beside them where they say so', () => {
    const token = { id: 900, content: '#', normalized: false };
    expect(pieces(handMade({ addedTokens: [{ ...token, lstrip: true }] }), 'a  # b')).toEqual([
      'a',
      '#',
      ' ',
      'b',
    ]);
    expect(pieces(handMade({ addedTokens: [{ ...token, rstrip: true }] }), 'a #  b')).toEqual([
      'a',
      ' ',
      '#',
      'b',
    ]);
  });

  it('match whole words alone where they say so', () => {
    const tokenizer = handMade({ addedTokens: [{ id: 900, content: 'yes', single_word: true }] });
    expect(pieces(tokenizer, 'yes, yesyes 案yes')).toEqual([
      'yes',
      ',',
      ' ',
      'y',
      'e',
      's',
      'y',
      'e',
      's',
      ' ',
      '案',
      'y',
      'e',
      's',
    ]);
  });

  it('are looked for in normalised text where they are normalised', () => {
    const normalizer = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
    const tokenizer = handMade({ normalizer, addedTokens: [{ id: 900, content: 'a b', normalized: true }] });
    expect(pieces(tokenizer, 'xa by')).toEqual(['x', 'a b', 'y']);
  });
});
