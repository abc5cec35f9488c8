import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGgufHeader } from '../../../src/builder/checkpoint/gguf/header.ts';
import { metadataOf } from '../../../src/builder/checkpoint/gguf/metadata.ts';
import { tokenizerFiles } from '../../../src/builder/checkpoint/gguf/tokenizer.ts';
import { bufferSource } from '../../../src/bytes/byte-source.ts';
import { InputError } from '../../../src/errors.ts';
import { TINY_METADATA } from '../tiny-llama-gguf.ts';
import { type TestGguf, ggufBytes } from '../write-gguf.ts';

/** Parsed tokenizer files, by name. */
function filesOf(metadata: TestGguf['metadata']) {
  const header = readGgufHeader('test.gguf', bufferSource(ggufBytes({ metadata, tensors: {} })));
  const files = tokenizerFiles(metadataOf(header.metadata));
  return Object.fromEntries(
    files.map(({ name, bytes }) => [name, JSON.parse(new TextDecoder().decode(bytes))]),
  );
}

const withPre = (name: string) => filesOf({ ...TINY_METADATA, 'tokenizer.ggml.pre': { text: name } });

describe('the tokenizer of a GGUF file', () => {
  it('has its tokens, merges and added tokens, without the fillers', () => {
    const { 'tokenizer.json': file } = filesOf(TINY_METADATA);
    expect(file.model.vocab).toEqual({ '<s>': 0, a: 1, b: 2, ab: 3, tool: 4 });
    expect(file.model.merges).toEqual(['a b']);
    expect(file.added_tokens).toEqual([
      {
        id: 0,
        content: '<s>',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
      {
        id: 4,
        content: 'tool',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: false,
      },
    ]);
  });

  it('says what stands around a text', () => {
    const { 'tokenizer_config.json': config } = filesOf(TINY_METADATA);
    expect(config).toMatchObject({ add_bos_token: true, bos_token: '<s>', eos_token: null });
  });

  it('begins texts with BOS by default for Llama 3 alone', () => {
    const { 'tokenizer.ggml.add_bos_token': _, ...metadata } = TINY_METADATA;
    const added = (pre: string): unknown =>
      filesOf({ ...metadata, 'tokenizer.ggml.pre': { text: pre } })['tokenizer_config.json'].add_bos_token;
    expect(added('llama-bpe')).toBe(true);
    expect(added('gpt-2')).toBe(false);
  });

  it('has the rules that its pre-tokenizer name stands for', () => {
    expect(withPre('gpt-2')['tokenizer.json'].pre_tokenizer).toMatchObject({
      type: 'ByteLevel',
      use_regex: true,
    });
    expect(withPre('qwen2')['tokenizer.json'].normalizer).toEqual({ type: 'NFC' });
    expect(withPre('llama-bpe')['tokenizer.json'].model.ignore_merges).toBe(true);
    const [digits, bytes] = withPre('smollm')['tokenizer.json'].pre_tokenizer.pretokenizers;
    expect(digits).toEqual({ type: 'Digits', individual_digits: true });
    expect(bytes).toMatchObject({ type: 'ByteLevel', add_prefix_space: false, use_regex: true });
  });

  it('may be absent', () => {
    expect(filesOf({})).toEqual({});
  });

  const { 'tokenizer.ggml.pre': _, ...unnamed } = TINY_METADATA;
  it.each<[string, TestGguf['metadata'], RegExp]>([
    ['unigram', { 'tokenizer.ggml.model': { text: 't5' } }, /kind "t5"/],
    [
      'sentencepiece without scores',
      { ...TINY_METADATA, 'tokenizer.ggml.model': { text: 'llama' } },
      /6 tokens, 0 scores and 6 token types/,
    ],
    [
      'an unknown pre-tokenizer',
      { ...TINY_METADATA, 'tokenizer.ggml.pre': { text: 'tekken' } },
      /"tekken" is unknown/,
    ],
    [
      "llama.cpp's own default rules",
      { ...TINY_METADATA, 'tokenizer.ggml.pre': { text: 'default' } },
      /"default" is unknown/,
    ],
    ['no named pre-tokenizer', unnamed, /"\(none\)" is unknown/],
    ['no merges', { ...TINY_METADATA, 'tokenizer.ggml.merges': { texts: [] } }, /0 merges/],
    [
      'a token without type',
      { ...TINY_METADATA, 'tokenizer.ggml.token_type': { i32s: [1] } },
      /6 tokens, 1 token types/,
    ],
  ])('is refused with %s', (__, metadata, message) => {
    expect(() => filesOf(metadata)).toThrow(InputError);
    expect(() => filesOf(metadata)).toThrow(message);
  });
});

const reference = process.env['FIVESHOT_REFERENCE'] ?? '';

describe.skipIf(reference === '')('SmolLM2 through GGUF and back (needs FIVESHOT_REFERENCE)', () => {
  it('is the published tokenizer', () => {
    const path = join(reference, 'golden/tokenizers/smollm2/tokenizer.json');
    const published = JSON.parse(readFileSync(path, 'utf8'));
    const vocab: Readonly<Record<string, number>> = published.model.vocab;
    const tokens = Object.entries(vocab)
      .toSorted(([, a], [, b]) => a - b)
      .map(([token]) => token);
    const special = new Set<number>(published.added_tokens.map(({ id }: { id: number }) => id));
    const { 'tokenizer.json': rebuilt } = filesOf({
      'tokenizer.ggml.model': { text: 'gpt2' },
      'tokenizer.ggml.pre': { text: 'smollm' },
      'tokenizer.ggml.tokens': { texts: tokens },
      'tokenizer.ggml.token_type': { i32s: tokens.map((__, id) => (special.has(id) ? 3 : 1)) },
      'tokenizer.ggml.merges': { texts: published.model.merges },
    });
    expect(rebuilt.model.vocab).toEqual(published.model.vocab);
    expect(rebuilt.model.merges).toEqual(published.model.merges);
    expect(rebuilt.added_tokens).toEqual(published.added_tokens);
    expect(rebuilt.pre_tokenizer).toEqual(published.pre_tokenizer);
    expect(rebuilt.normalizer).toEqual(published.normalizer);
  });
});
