import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { FormatError, InputError } from '../../src/errors.ts';
import { jsonTokenizer } from '../../src/tokenizer/json-tokenizer.ts';
import { handMade, handMadeJson, pieces } from './hand-made.ts';

interface Json {
  [field: string]: unknown;
  model: Record<string, unknown>;
}

const folder = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-bloom');

function tinyBloom(): Json {
  return JSON.parse(readFileSync(`${folder}/tokenizer.json`, 'utf8')) as Json;
}

/** Texts that mix scripts, digits, white space and signs, the same in every run. */
function texts(count: number): string[] {
  const parts = [
    'a',
    'the',
    ' ',
    '  ',
    '\n',
    '\r\n',
    '答案',
    '：',
    '1',
    '23',
    '½',
    'é',
    'e\u0301',
    '😀',
    '\t',
    '。',
    "'s",
    '<s>',
    '…',
  ];
  let state = 20_261_123;
  function next(below: number): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(60) }, () => parts[next(parts.length)] ?? '').join(''),
  );
}

describe('tiny-bloom', () => {
  const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as {
    plain: { text: string; ids: number[] }[];
  };
  const tokenizer = jsonTokenizer({ tokenizer: tinyBloom(), config: undefined, where: folder });

  it.each(expected.plain.map(({ text, ids }) => [text, ids] as const))(
    'encodes %j as the reference does',
    (text, ids) => {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.encode(text)).toEqual(ids);
    },
  );

  it('has its size and pieces', () => {
    expect(tokenizer.kind).toBe('bpe');
    expect(tokenizer.vocabularySize).toBe(4000);
    expect(tokenizer.piece(36)).toBe('A');
    expect(tokenizer.piece(585)).toBe('ĠA');
    expect(tokenizer.piece(4000)).toBeNull();
  });

  it('takes lone surrogates as U+FFFD', () => {
    expect(tokenizer.encode('a\uD800b\uDC00')).toEqual(tokenizer.encode('a\uFFFDb\uFFFD'));
    expect(tokenizer.encode('😀')).not.toEqual(tokenizer.encode('\uFFFD'));
  });
});

/** The library on its own, without what we do for speed, is another implementation of the same ids. */
function expectSameAsLibrary(json: Json): void {
  const tokenizer = jsonTokenizer({ tokenizer: json, config: undefined, where: 'fixture' });
  const library = new Library({ ...json, added_tokens: [] }, {}) as unknown as {
    encode(text: string, options: object): { ids: number[] };
  };
  for (const text of texts(300)) {
    expect(tokenizer.encode(text)).toEqual(library.encode(text, { add_special_tokens: false }).ids);
  }
}

describe('speeding up', () => {
  it('changes no id of a tokenizer whose pre-tokenizer ends in bytes', () => {
    expectSameAsLibrary(tinyBloom());
  });

  it('changes no id where whole texts are words, cut where no piece reaches across', () => {
    const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
    expectSameAsLibrary({ ...tinyBloom(), pre_tokenizer: bytes });
  });

  it('changes no id with a prefix space', () => {
    const bytes = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };
    expectSameAsLibrary({ ...tinyBloom(), pre_tokenizer: bytes });
  });

  it('keeps words whole where their end is marked', () => {
    const long = 'ab'.repeat(50);
    const model = {
      vocab: { a: 0, b: 1, 'b</w>': 2, '<unk>': 3 },
      unk_token: '<unk>',
      end_of_word_suffix: '</w>',
    };
    const tokenizer = handMade({ model });
    expect(tokenizer.encode(long).filter((id) => id === 2)).toHaveLength(1);
    expect(tokenizer.encode(long).at(-1)).toBe(2);
  });
});

describe('byte fallback', () => {
  it('gives the bytes of a character without a piece', () => {
    const bytes = Object.fromEntries(
      Array.from({ length: 256 }, (_, byte) => [
        `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
        byte,
      ]),
    );
    const tokenizer = handMade({
      model: { vocab: { ...bytes, a: 256 }, byte_fallback: true, fuse_unk: true },
    });
    expect(pieces(tokenizer, 'a答')).toEqual(['a', '<0xE7>', '<0xAD>', '<0x94>']);
  });
});

describe('damaged files', () => {
  it.each([
    ['no object', [], /tokenizer\.json/],
    ['no model', { added_tokens: [] }, /model/],
    ['a model of another kind', handMadeJson({ model: { type: 'WordPiece' } }), /neither BPE nor Unigram/],
    ['an id out of bounds', handMadeJson({ model: { vocab: { a: 4_194_304 } } }), /model\.vocab/],
    ['an id that is no number', handMadeJson({ model: { vocab: { a: '0' } } }), /model\.vocab/],
    ['a vocabulary as a list', handMadeJson({ model: { vocab: ['a'] } }), /model\.vocab/],
    ['merges that are no pairs', handMadeJson({ model: { merges: ['ab'] } }), /model\.merges/],
    ['merges of three', handMadeJson({ model: { merges: ['a b c'] } }), /model\.merges/],
    [
      'a merge without its piece',
      handMadeJson({ model: { merges: ['a b'] } }),
      /merge 0 needs the piece "ab"/,
    ],
    ['no merges', handMadeJson({ model: { merges: undefined } }), /model\.merges/],
    [
      'an added token without an id',
      handMadeJson({ addedTokens: [{ content: 'x' }] }),
      /added_tokens\.0\.id/,
    ],
    [
      'an added token with a huge id',
      handMadeJson({ addedTokens: [{ id: 2 ** 40, content: 'x' }] }),
      /added_tokens\.0\.id/,
    ],
    [
      'a character table',
      handMadeJson({ normalizer: { type: 'Precompiled', precompiled_charsmap: '' } }),
      /Precompiled/,
    ],
    ['an unknown normalizer', handMadeJson({ normalizer: { type: 'Unheard' } }), /Unheard/],
    [
      'a prefix of inner pieces',
      handMadeJson({ model: { continuing_subword_prefix: '##' } }),
      /continuing_subword_prefix/,
    ],
    [
      'a unigram model with byte fallback',
      handMadeJson({ model: { type: 'Unigram', vocab: [['a', 0]], byte_fallback: true } }),
      /byte_fallback/,
    ],
  ])('are refused: %s', (_, tokenizer, message) => {
    const load = (): unknown => jsonTokenizer({ tokenizer, config: undefined, where: 'folder' });
    expect(load).toThrow(FormatError);
    expect(load).toThrow(message);
  });

  it('say so where a text has no token', () => {
    const vocab = [['a', 0]];
    const tokenizer = handMade({ model: { type: 'Unigram', vocab, merges: undefined } });
    expect(() => tokenizer.encode('b')).toThrow(InputError);
    expect(() => tokenizer.encode('b')).toThrow(/no token for "b"/);
  });
});

it('reads files written before the model type was stored', () => {
  const json = handMadeJson({ merges: [['a', 'b']], model: { merges: ['a b'] } });
  const { type: _, ...model } = json['model'] as Record<string, unknown>;
  const tokenizer = jsonTokenizer({ tokenizer: { ...json, model }, config: undefined, where: 'old' });
  expect(pieces(tokenizer, 'abc')).toEqual(['ab', 'c']);
});
