import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGgufHeader } from '../../../src/builder/checkpoint/gguf/header.ts';
import { metadataOf } from '../../../src/builder/checkpoint/gguf/metadata.ts';
import { tokenizerFiles } from '../../../src/builder/checkpoint/gguf/tokenizer.ts';
import { bufferSource } from '../../../src/bytes/byte-source.ts';
import { openTokenizer } from '../../../src/tokenizer/open-tokenizer.ts';
import { readModelFile } from '../../../src/tokenizer/sentencepiece/model-file.ts';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer.ts';
import { type TestGguf, ggufBytes } from '../write-gguf.ts';

const TYPES = ['', 'normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'];

interface Token {
  readonly text: string;
  readonly score?: number;
  readonly type: number;
}

function open(tokens: readonly Token[], more: TestGguf['metadata'] = {}): Tokenizer {
  const metadata: TestGguf['metadata'] = {
    'general.architecture': { text: 'llama' },
    'tokenizer.ggml.model': { text: 'llama' },
    'tokenizer.ggml.pre': { text: 'default' },
    'tokenizer.ggml.tokens': { texts: tokens.map(({ text }) => text) },
    'tokenizer.ggml.scores': { f32s: tokens.map(({ score = 0 }) => score) },
    'tokenizer.ggml.token_type': { i32s: tokens.map(({ type }) => type) },
    ...more,
  };
  const header = readGgufHeader('test.gguf', bufferSource(ggufBytes({ metadata, tensors: {} })));
  const files = tokenizerFiles(metadataOf(header.metadata));
  return openTokenizer(new Map(files.map(({ name, bytes }) => [name, bytes])), 'test.gguf');
}

describe('a GGUF tokenizer of the kind "llama"', () => {
  const fixture = resolve(import.meta.dirname, '../../fixtures/tokenizer/tiny-llama');

  it('encodes as the sentencepiece model that it was made of', () => {
    const original = readModelFile(readFileSync(`${fixture}/tokenizer.model`), fixture);
    const tokenizer = open(
      original.pieces.map(({ text, score, type }) => ({ text, score, type: TYPES.indexOf(type) })),
      { 'tokenizer.ggml.bos_token_id': { u32: 1 } },
    );
    const { plain } = JSON.parse(readFileSync(`${fixture}/expected.json`, 'utf8')) as {
      plain: { text: string; ids: number[] }[];
    };
    for (const { text, ids } of plain) expect(tokenizer.encode(text)).toEqual(ids);
    // llama.cpp adds BOS for this kind where the file doesn't say.
    expect(tokenizer.bos).toEqual({ ids: [1], addedByDefault: true });
  });

  const tokens = [
    { text: '<pad>', type: 3 },
    { text: '<unk>', type: 3 },
    { text: '<bos>', type: 3 },
    { text: '  ', type: 4 },
    { text: '\u2581', type: 1 },
    { text: 'a', type: 1 },
    { text: '\uFEFFa', type: 1 },
    { text: '\uFEFF', type: 1 },
    { text: '[PAD8]', type: 5 },
    { text: '[', type: 2 },
  ];
  const ids = { 'tokenizer.ggml.bos_token_id': { u32: 2 }, 'tokenizer.ggml.unknown_token_id': { u32: 1 } };

  it('has its unknown token, its spaces and tokens that begin with U+FEFF again', () => {
    const tokenizer = open(tokens, { ...ids, 'tokenizer.ggml.add_space_prefix': { bool: false } });
    expect(tokenizer.encode('a  a')).toEqual([5, 3, 5]);
    expect(tokenizer.encode('答')).toEqual([1]);
    expect(tokenizer.encode('\uFEFFa')).toEqual([6]);
  });

  it('never finds a filler or a second unknown token', () => {
    const tokenizer = open(tokens, { ...ids, 'tokenizer.ggml.add_space_prefix': { bool: false } });
    expect(tokenizer.encode('a[')).toEqual([5, 1]);
  });

  it('puts a space before a text unless it says otherwise, and BOS as it says', () => {
    const tokenizer = open(tokens, { ...ids, 'tokenizer.ggml.add_bos_token': { bool: false } });
    expect(tokenizer.encode('a')).toEqual([4, 5]);
    expect(tokenizer.bos).toEqual({ ids: [2], addedByDefault: false });
  });
});
