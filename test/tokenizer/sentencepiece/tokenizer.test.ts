import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError, InputError } from '../../../src/errors.ts';
import { openTokenizer } from '../../../src/tokenizer/open-tokenizer.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';
import { BYTES, type TestModel, UNKNOWN, modelBytes } from './write-model.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/tokenizer');

function open(model: TestModel, config?: object, name = 'tokenizer.model'): Tokenizer {
  const files = new Map([[name, modelBytes(model)]]);
  if (config !== undefined) files.set('tokenizer_config.json', Buffer.from(JSON.stringify(config)));
  return openTokenizer(files, 'made');
}

function pieces(tokenizer: Tokenizer, text: string): (string | null)[] {
  return tokenizer.encode(text).map((id) => tokenizer.piece(id));
}

const letters = Array.from('abcdefg▁', (text) => ({ text, score: -100 }));

describe.each(['tiny-llama', 'tiny-baichuan', 'tiny-unigram-identity'])('%s', (name) => {
  const tokenizer = openTokenizer(
    new Map([['tokenizer.model', readFileSync(`${fixtures}/${name}/tokenizer.model`)]]),
    name,
  );
  const { plain } = JSON.parse(readFileSync(`${fixtures}/${name}/expected.json`, 'utf8')) as {
    plain: { text: string; ids: number[] }[];
  };
  it.each(plain.map(({ text, ids }) => [text, ids] as const))(
    'encodes %j as the C++ library does',
    (text, ids) => {
      expect(tokenizer.encode(text)).toEqual(ids);
    },
  );
});

describe('BPE by piece score', () => {
  it('joins the leftmost of equals, whatever the order of pieces', () => {
    const tokenizer = open({ pieces: [UNKNOWN, ...letters, { text: 'bc' }, { text: 'ab' }] });
    expect(pieces(tokenizer, 'abc')).toEqual(['ab', 'c']);
  });

  it('joins the best score first, and what that makes possible', () => {
    const scored = [
      { text: 'bc', score: -1 },
      { text: 'ab', score: -2 },
      { text: 'abc', score: -3 },
    ];
    expect(pieces(open({ pieces: [UNKNOWN, ...letters, ...scored] }), 'abcab')).toEqual(['abc', 'ab']);
  });

  it('joins a character that is no piece into a longer one', () => {
    const tokenizer = open({ pieces: [UNKNOWN, ...letters, { text: 'x答' }] });
    expect(pieces(tokenizer, 'ax答')).toEqual(['a', 'x答']);
  });

  it('takes an unused piece apart again', () => {
    const tokenizer = open({
      pieces: [UNKNOWN, ...letters, { text: 'ab', score: -1 }, { text: 'abc', score: -2, type: 5 }],
    });
    expect(pieces(tokenizer, 'abc abcd')).toEqual(['ab', 'c', '▁', 'ab', 'c', 'd']);
  });

  it('leaves user-defined pieces whole and alone, the longest first', () => {
    const tokenizer = open({
      pieces: [
        UNKNOWN,
        ...letters,
        { text: 'ab', type: 4 },
        { text: 'abc', type: 4 },
        { text: 'cd', score: -1 },
        { text: 'abd', score: 5 },
      ],
    });
    expect(pieces(tokenizer, 'abcd')).toEqual(['abc', 'd']);
    expect(pieces(tokenizer, 'abd')).toEqual(['ab', 'd']);
  });

  it('never finds control, unknown or byte pieces in a text', () => {
    const characters = Array.from('<s>/unk0xA41', (text) => ({ text }));
    const own = new Map(characters.map((piece) => [piece.text, piece]));
    const tokenizer = open({
      pieces: [UNKNOWN, { text: '<s>', type: 3 }, ...own.values(), ...BYTES],
      byteFallback: true,
    });
    expect(pieces(tokenizer, '<s><unk><0x41>')).toEqual(Array.from('<s><unk><0x41>'));
  });

  it('gives a character without a piece its bytes, or one unknown token for a run of them', () => {
    const bytes = open({ pieces: [UNKNOWN, ...letters, ...BYTES], byteFallback: true });
    expect(pieces(bytes, 'a答')).toEqual(['a', '<0xE7>', '<0xAD>', '<0x94>']);
    expect(pieces(open({ pieces: [UNKNOWN, ...letters] }), 'a答案b😀')).toEqual(['a', '<unk>', 'b', '<unk>']);
  });

  it('takes lone surrogates for U+FFFD', () => {
    const tokenizer = open({ pieces: [UNKNOWN, ...letters, { text: '\uFFFD' }] });
    expect(pieces(tokenizer, 'a\uD800b')).toEqual(['a', '\uFFFD', 'b']);
  });

  it('takes a long run of one letter in little time', () => {
    const runs = Array.from({ length: 8 }, (_, index) => ({
      text: 'a'.repeat(2 ** (index + 1)),
      score: -index,
    }));
    const tokenizer = open({ pieces: [UNKNOWN, ...letters, ...runs] });
    expect(tokenizer.encode('a'.repeat(256 * 1000))).toHaveLength(1000);
  });
});

describe('spaces', () => {
  const made = { pieces: [UNKNOWN, ...letters, { text: '▁a', score: -1 }, { text: 'b▁', score: -1 }] };
  it.each([
    ['a dummy space before', { dummyPrefix: true }, 'a b', ['▁a', '▁', 'b']],
    ['a dummy space behind', { dummyPrefix: true, spaceAsSuffix: true }, 'a b', ['a', '▁', 'b▁']],
    ['none', {}, 'a b', ['a', '▁', 'b']],
    ['extra spaces kept', { dummyPrefix: true }, '  a ', ['▁', '▁', '▁a', '▁']],
    ['extra spaces removed', { dummyPrefix: true, removeExtraSpaces: true }, '  a   b  ', ['▁a', '▁', 'b']],
    ['nothing but extra spaces', { dummyPrefix: true, removeExtraSpaces: true }, '   ', []],
    ['an empty text', { dummyPrefix: true }, '', []],
  ])('are read with %s', (_, settings, text, expected) => {
    expect(pieces(open({ ...made, ...settings }), text)).toEqual(expected);
  });
});

describe('BOS', () => {
  const made = { pieces: [UNKNOWN, { text: '<s>', type: 3 }, ...letters], bosId: 1 };
  it.each([
    ['no config, as for LLaMA', undefined, true],
    ['LlamaTokenizer', { tokenizer_class: 'LlamaTokenizer' }, true],
    ['an empty bos_token, as old copies have', { tokenizer_class: 'LlamaTokenizer', bos_token: '' }, true],
    ['a bos_token that the model lacks', { tokenizer_class: 'LlamaTokenizer', bos_token: '<bos>' }, true],
    ['BaichuanTokenizer that says no', { tokenizer_class: 'BaichuanTokenizer', add_bos_token: false }, false],
    ['a class that adds none', { tokenizer_class: 'T5Tokenizer' }, false],
    ['add_bos_token alone', { tokenizer_class: 'T5Tokenizer', add_bos_token: true }, true],
  ])('is decided with %s', (_, config, addedByDefault) => {
    expect(open(made, config).bos).toEqual({ ids: [1], addedByDefault });
  });

  it('is refused where it is asked for and unknown', () => {
    expect(() => open(made, { add_bos_token: true, bos_token: '<bos>' })).toThrow(FormatError);
    expect(() => open(made, { add_bos_token: true, bos_token: '<bos>' })).toThrow(
      /"<bos>" is not in the vocab/,
    );
  });
});

describe('ChatGLM', () => {
  const words = ['<n>', '<|tab|>', '<|blank_3|>'].map((text) => ({ text, type: 4 }));
  const made = {
    modelType: 1,
    pieces: [UNKNOWN, ...letters, ...words, { text: '[gMASK]', type: 3 }, { text: '<sop>', type: 3 }],
  };

  it('spells out line breaks, tabs and runs of spaces, and ends a prompt in [gMASK] <sop>', () => {
    const tokenizer = open(made, { num_image_tokens: 0 }, 'ice_text.model');
    expect(pieces(tokenizer, 'a\n\tb   c')).toEqual(['a', '<n>', '<|tab|>', 'b', '<|blank_3|>', 'c']);
    expect(tokenizer.promptEnd.map((id) => tokenizer.piece(id))).toEqual(['[gMASK]', '<sop>']);
    expect(tokenizer.bos).toEqual({ ids: [], addedByDefault: false });
    expect(tokenizer.encode('[gMASK]')).not.toContain(tokenizer.promptEnd[0]);
  });

  it('moves ids up by the image tokens, and appends what the first revision lacks', () => {
    const tokenizer = open({ ...made, pieces: [UNKNOWN, ...letters] }, {}, 'ice_text.model');
    expect(tokenizer.encode('a')).toEqual([20_001]);
    // 9 pieces of its own, then [MASK] [gMASK] [sMASK] <unused_0> <sop>.
    expect(tokenizer.promptEnd).toEqual([20_010, 20_013]);
    expect(pieces(tokenizer, `a${' '.repeat(81)}b\t`)).toEqual(['a', '<|blank_80|>', '▁', 'b', '<|tab|>']);
    expect(pieces(tokenizer, '答')).toEqual(['<0xE7>', '<0xAD>', '<0x94>']);
    expect(tokenizer.vocabularySize).toBe(20_000 + 9 + 8 + 80 + 256);
  });

  it('refuses a model without the token that ends a prompt', () => {
    const cut = { ...made, pieces: made.pieces.slice(0, -1) };
    expect(() => open(cut, {}, 'ice_text.model')).toThrow(/has no piece <sop>/);
  });

  it('refuses settings that change the text, and later ChatGLMs', () => {
    expect(() => open(made, { do_lower_case: true }, 'ice_text.model')).toThrow(/do_lower_case/);
    expect(() => open(made, { tokenizer_class: 'ChatGLMTokenizer' })).toThrow(InputError);
    expect(() => open(made, { tokenizer_class: 'ChatGLMTokenizer' })).toThrow(/ChatGLM2 or a later/);
  });
});
