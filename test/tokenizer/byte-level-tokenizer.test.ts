import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { jsonTokenizer } from '../../src/tokenizer/json-tokenizer.ts';
import { openTokenizer } from '../../src/tokenizer/open-tokenizer.ts';
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts';

const fixture = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-bloom');
const { model } = JSON.parse(readFileSync(`${fixture}/tokenizer.json`, 'utf8')) as {
  model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
};
/** What MOSS's own Python class makes of the same vocabulary and merges, with files beside them. */
const mossClass = JSON.parse(readFileSync(`${fixture}/moss-class.json`, 'utf8')) as {
  files: Record<string, object>;
  plain: { text: string; ids: number[] }[];
};

/** tiny-bloom's vocabulary and merges as the two files of GPT-2, and others beside them. */
function open(others: Readonly<Record<string, unknown>> = {}, merges?: string): Tokenizer {
  const lines = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  const files = new Map<string, Uint8Array>([
    ['vocab.json', Buffer.from(JSON.stringify(model.vocab))],
    ['merges.txt', Buffer.from(merges ?? `#version: 0.2\n${lines.join('\n')}\n`)],
  ]);
  for (const [name, content] of Object.entries(others)) files.set(name, Buffer.from(JSON.stringify(content)));
  return openTokenizer(files, 'made');
}

describe('vocab.json with merges.txt', () => {
  const texts = ['The answer is (B).', '答案：A', "it's  1234\n\n", ' é ½', '<|endoftext|>'];

  it('gives the ids of a tokenizer.json with the same vocabulary and the pre-tokenizer of GPT-2', () => {
    const same = jsonTokenizer({
      tokenizer: {
        model: { type: 'BPE', vocab: model.vocab, merges: model.merges },
        pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
      },
      config: undefined,
      where: 'same',
    });
    const tokenizer = open();
    for (const text of texts) expect(tokenizer.encode(text)).toEqual(same.encode(text));
  });

  it('finds added tokens in a text, except those that are special', () => {
    const tokenizer = open({
      'added_tokens.json': { '   ': 5000, '<eoh>': 5001, '<|endoftext|>': 5002 },
      'special_tokens_map.json': {
        bos_token: '<|endoftext|>',
        additional_special_tokens: [{ content: '<eoh>', lstrip: false }],
      },
    });
    expect(tokenizer.encode('a   b')).toContain(5000);
    expect(tokenizer.encode('<eoh><|endoftext|>').filter((id) => id >= 5000)).toEqual([]);
    expect(tokenizer.piece(5001)).toBe('<eoh>');
  });

  it('reads them from added_tokens_decoder as well', () => {
    const decoder = { 5000: { content: '[a]', special: false }, 5001: { content: '[b]', special: true } };
    const tokenizer = open({ 'tokenizer_config.json': { added_tokens_decoder: decoder } });
    expect(tokenizer.encode('[a]')).toEqual([5000]);
    expect(tokenizer.encode('[b]')).not.toContain(5001);
  });

  it("gives the ids of MOSS's own class where the config names it", () => {
    const tokenizer = open(mossClass.files);
    expect(mossClass.plain.map(({ text }) => ({ text, ids: tokenizer.encode(text) }))).toEqual(
      mossClass.plain,
    );
  });

  it('keeps the white space beside added tokens with every other class', () => {
    const tokenizer = open({ ...mossClass.files, 'tokenizer_config.json': {} });
    const [a = 0, newline = 0, b = 0] = ['a', 'Ċ', 'b'].map((piece) => model.vocab[piece]);
    expect(tokenizer.encode('a   \nb')).toEqual([a, 4003, newline, b]);
  });

  it('leaves special tokens and the white space beside them in the text, with that class too', () => {
    const text = 'a \n<s>\n b';
    expect(open(mossClass.files).encode(text)).toEqual(open().encode(text));
  });

  it('adds BOS where tokenizer_config.json says so', () => {
    const config = { add_bos_token: true, bos_token: '<s>' };
    const id = model.vocab['<s>'];
    expect(open({ 'tokenizer_config.json': config }).bos).toEqual({ ids: [id], addedByDefault: true });
    expect(open().bos.addedByDefault).toBe(false);
  });

  it.each([
    ['a merge without its piece', {}, 'q zq\n', /merge 0 needs the piece/],
    ['a line that is no merge', {}, 'a b c\n', /merges\.txt is not a tokenizer/],
    ['added tokens that are none', { 'added_tokens.json': { a: -1 } }, undefined, /added_tokens\.json can't/],
    [
      'a special token that is none',
      { 'special_tokens_map.json': { a: 5 } },
      undefined,
      /special_tokens_map/,
    ],
  ])('is refused with %s', (_, others, merges, message) => {
    expect(() => open(others, merges)).toThrow(FormatError);
    expect(() => open(others, merges)).toThrow(message);
  });
});
