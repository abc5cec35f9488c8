import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGolden, shortTexts } from '../../../bench/golden-tokenizers.ts';
import { readGgufHeader } from '../../../src/builder/checkpoint/gguf/header.ts';
import { metadataOf } from '../../../src/builder/checkpoint/gguf/metadata.ts';
import { tokenizerFiles } from '../../../src/builder/checkpoint/gguf/tokenizer.ts';
import { bufferSource } from '../../../src/bytes/byte-source.ts';
import { InputError } from '../../../src/errors.ts';
import { jsonTokenizer } from '../../../src/tokenizer/json-tokenizer.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';
import { handMade, pieces } from '../../tokenizer/hand-made.ts';
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

  it('begins texts with BOS by default for Llama 3 and Mistral alone', () => {
    const { 'tokenizer.ggml.add_bos_token': _, ...metadata } = TINY_METADATA;
    const added = (pre: string): unknown =>
      filesOf({ ...metadata, 'tokenizer.ggml.pre': { text: pre } })['tokenizer_config.json'].add_bos_token;
    expect(added('llama-bpe')).toBe(true);
    expect(added('tekken')).toBe(true);
    for (const pre of ['gpt-2', 'qwen2', 'deepseek-r1-qwen', 'bloom', 'olmo', 'dbrx', 'gpt-4o'])
      expect(added(pre)).toBe(false);
  });

  it('has the rules that its pre-tokenizer name stands for', () => {
    expect(withPre('gpt-2')['tokenizer.json'].pre_tokenizer).toMatchObject({
      type: 'ByteLevel',
      use_regex: true,
    });
    expect(withPre('qwen2')['tokenizer.json'].normalizer).toEqual({ type: 'NFC' });
    expect(withPre('llama-bpe')['tokenizer.json'].model.ignore_merges).toBe(true);
    expect(withPre('tekken')['tokenizer.json'].model.ignore_merges).toBe(true);
    expect(withPre('dbrx')['tokenizer.json'].model.ignore_merges).toBe(false);
    // DeepSeek's distilled Qwen has Qwen's tokenizer with other special tokens, Smaug is a Llama 3 (llama.cpp: the same cases).
    expect(withPre('deepseek-r1-qwen')).toEqual(withPre('qwen2'));
    expect(withPre('smaug-bpe')).toEqual(withPre('dbrx'));
    for (const alias of ['llama3', 'llama-v3']) expect(withPre(alias)).toEqual(withPre('llama-bpe'));
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
      { ...TINY_METADATA, 'tokenizer.ggml.pre': { text: 'viking' } },
      /"viking" is unknown \(known: gpt-2, mpt, olmo, .*, tekken\)/,
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

/** The metadata of a GGUF file with the tokenizer of a tokenizer.json, as llama.cpp's converter writes it. */
function converted(published: Published, pre: string): TestGguf['metadata'] {
  const vocab = new Map(Object.entries(published.model.vocab).map(([token, id]) => [id, { token, type: 1 }]));
  for (const { content, id, special } of published.added_tokens)
    vocab.set(id, { token: content, type: special ? 3 : 4 });
  const entries = Array.from({ length: vocab.size }, (__, id) => vocab.get(id) ?? { token: '', type: 5 });
  return {
    'tokenizer.ggml.model': { text: 'gpt2' },
    'tokenizer.ggml.pre': { text: pre },
    'tokenizer.ggml.tokens': { texts: entries.map(({ token }) => token) },
    'tokenizer.ggml.token_type': { i32s: entries.map(({ type }) => type) },
    'tokenizer.ggml.merges': {
      texts: published.model.merges.map((pair) => (typeof pair === 'string' ? pair : pair.join(' '))),
    },
  };
}

interface Published {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly string[])[];
  };
  readonly added_tokens: readonly {
    readonly id: number;
    readonly content: string;
    readonly special: boolean;
  }[];
}

function readPublished(folder: string): Published {
  return JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')) as Published;
}

/** What comes of a published tokenizer through GGUF. */
function reopened(folder: string, pre: string): Tokenizer {
  const { 'tokenizer.json': tokenizer } = filesOf(converted(readPublished(folder), pre));
  return jsonTokenizer({ tokenizer, config: undefined, where: pre });
}

const fixtures = resolve(import.meta.dirname, '../../fixtures/tokenizer');

describe('the pieces of a text by a pre-tokenizer name', () => {
  const rows = JSON.parse(readFileSync(join(fixtures, 'gguf-pieces.json'), 'utf8')) as readonly {
    readonly text: string;
    readonly pieces: Readonly<Record<string, readonly string[]>>;
  }[];

  it.each(['dbrx', 'gpt-4o', 'tekken'])("are those of %s's published pattern", (pre) => {
    const [split] = withPre(pre)['tokenizer.json'].pre_tokenizer.pretokenizers;
    for (const { text, pieces: byPattern } of rows) {
      const expected = byPattern[pre] ?? [];
      const tokenizer = handMade({ preTokenizer: split, words: [text, ...expected] });
      expect(pieces(tokenizer, text)).toEqual(expected);
    }
  });

  it("are BLOOM's for bloom: the ids of its pre-tokenizer's reference", () => {
    const tokenizer = reopened(join(fixtures, 'tiny-bloom'), 'bloom');
    const { plain } = JSON.parse(readFileSync(join(fixtures, 'tiny-bloom/expected.json'), 'utf8')) as {
      plain: { text: string; ids: number[] }[];
    };
    expect(plain.length).toBeGreaterThan(20);
    for (const { text, ids } of plain) expect(tokenizer.encode(text)).toEqual(ids);
  });
});

const reference = process.env['FIVESHOT_REFERENCE'] ?? '';

describe.skipIf(reference === '')('SmolLM2 through GGUF and back (needs FIVESHOT_REFERENCE)', () => {
  it('is the published tokenizer', () => {
    const original = JSON.parse(
      readFileSync(join(reference, 'golden/tokenizers/smollm2/tokenizer.json'), 'utf8'),
    );
    const { 'tokenizer.json': rebuilt } = filesOf(converted(original, 'smollm'));
    expect(rebuilt.model.vocab).toEqual(original.model.vocab);
    expect(rebuilt.model.merges).toEqual(original.model.merges);
    expect(rebuilt.added_tokens).toEqual(original.added_tokens);
    expect(rebuilt.pre_tokenizer).toEqual(original.pre_tokenizer);
    expect(rebuilt.normalizer).toEqual(original.normalizer);
  });
});

describe.skipIf(reference === '')('pre-tokenizer names (need FIVESHOT_REFERENCE)', () => {
  it.each([
    ['gpt2', 'gpt-2'],
    ['gpt-neox-20b', 'mpt'],
    ['gpt-neox-20b', 'olmo'],
    ['smollm2', 'smollm'],
    ['tiny-bloom', 'bloom'],
  ])('give the ids of the published tokenizer: %s by %s', (name, pre) => {
    const tokenizer = reopened(join(reference, 'golden/tokenizers', name), pre);
    const texts = shortTexts(readGolden(name, reference));
    expect(texts.length).toBeGreaterThan(50);
    for (const { text, ids } of texts) expect(tokenizer.encode(text)).toEqual(ids);
  });
});
