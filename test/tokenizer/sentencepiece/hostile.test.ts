import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/errors.ts';
import { openTokenizer } from '../../../src/tokenizer/open-tokenizer.ts';
import { BYTES, type TestModel, UNKNOWN, modelBytes } from './write-model.ts';

function openBytes(bytes: Uint8Array): unknown {
  return openTokenizer(new Map([['tokenizer.model', bytes]]), 'made');
}

const piece = { text: 'a' };

describe('a model that is refused', () => {
  it.each<[string, TestModel, RegExp]>([
    [
      'a score that is no number',
      { pieces: [UNKNOWN, { text: 'a', score: Number.NaN }] },
      /piece 1 has the score NaN/,
    ],
    [
      'an endless score',
      { pieces: [UNKNOWN, { text: 'a', score: -Infinity }] },
      /piece 1 has the score -Infinity/,
    ],
    ['an empty piece', { pieces: [UNKNOWN, { text: '' }] }, /piece 1 has 0 bytes/],
    ['an over-long piece', { pieces: [UNKNOWN, { text: 'a'.repeat(1025) }] }, /piece 1 has 1025 bytes/],
    [
      'a piece that is not UTF-8',
      { pieces: [UNKNOWN, { text: Uint8Array.of(0xff) }] },
      /piece 1 is not UTF-8/,
    ],
    ['a null character', { pieces: [UNKNOWN, { text: 'a\0' }] }, /piece 1 holds a null/],
    ['a piece twice', { pieces: [UNKNOWN, piece, piece] }, /the piece "a" is there twice/],
    ['an unknown type', { pieces: [UNKNOWN, { text: 'a', type: 7 }] }, /piece 1 has the type 7/],
    ['no unknown piece', { pieces: [piece] }, /0 unknown pieces/],
    ['two unknown pieces', { pieces: [UNKNOWN, { text: '?', type: 2 }] }, /2 unknown pieces/],
    ['no pieces', { pieces: [] }, /0 unknown pieces/],
    ['words as its kind', { pieces: [UNKNOWN, piece], modelType: 3 }, /model_type is 3/],
    ['bytes without fallback', { pieces: [UNKNOWN, ...BYTES] }, /byte_fallback is off/],
    [
      'a byte missing',
      { pieces: [UNKNOWN, ...BYTES.slice(0, 255)], byteFallback: true },
      /the piece <0xFF> is missing/,
    ],
  ])('has %s', (_, model, message) => {
    expect(() => openBytes(modelBytes(model))).toThrow(FormatError);
    expect(() => openBytes(modelBytes(model))).toThrow(message);
  });

  it('is cut short, at whatever byte', () => {
    const file = resolve(import.meta.dirname, '../../fixtures/tokenizer/tiny-llama/tokenizer.model');
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length - 100; length += 1009) {
      expect(() => openBytes(whole.subarray(0, length))).toThrow(FormatError);
    }
  });

  it('is anything else', () => {
    expect(() => openBytes(Buffer.from('IQ== 0\nIg== 1\n'))).toThrow(FormatError);
    expect(() => openBytes(new Uint8Array(17 * 1024 * 1024))).toThrow(/has 17825792 bytes/);
  });
});

/** Units of a Darts double array and the replacements behind it, as a table of characters. */
function charsmap(units: readonly number[], replacements: string | Uint8Array): Uint8Array {
  const trie = Buffer.from(Uint32Array.from(units).buffer);
  const length = Buffer.from(Uint32Array.of(trie.length).buffer);
  return Buffer.concat([length, trie, Buffer.from(replacements)]);
}

const A = 0x61;
const LEAF = 1 << 8;
const offset = (by: number): number => by << 10;

/** A table with one rule, "a" to what stands at `value`: the root leads to unit 0x60 ^ "a", which leads to its leaf. */
function oneRule(value: number, replacements: string | Uint8Array): Uint8Array {
  const units = Array.from({ length: 256 }, () => 0);
  units[0] = offset(0x100 ^ 0);
  units.length = 512;
  units.fill(0, 256);
  units[0x100 ^ A] = A | LEAF | offset(0x100 ^ A ^ 0x1f0);
  units[0x1f0] = (0x8000_0000 | value) >>> 0;
  return charsmap(units, replacements);
}

const withTable = (table: Uint8Array): Uint8Array =>
  modelBytes({ pieces: [UNKNOWN, { text: 'a' }, { text: 'b' }], charsmap: table });

describe('a table of characters', () => {
  it('replaces what it has a rule for', () => {
    const tokenizer = openTokenizer(new Map([['tokenizer.model', withTable(oneRule(0, 'bb\0'))]]), 'made');
    expect(tokenizer.encode('aab')).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([
    ['is cut short', Uint8Array.of(1, 2), /is cut short/],
    ['says that it is longer than it is', charsmap([], '').fill(0xff, 0, 4), /is cut short/],
    ['has a value beyond its replacements', oneRule(99, 'bb\0'), /leads out of itself/],
    ['has a replacement without an end', oneRule(0, 'bb'), /leads out of itself/],
    ['has an endless replacement', oneRule(0, `${'b'.repeat(5000)}\0`), /a replacement of 5000 bytes/],
    ['has a replacement that is not UTF-8', oneRule(0, Uint8Array.of(0xff, 0)), /is not UTF-8/],
  ])('%s and is refused', (_, table, message) => {
    expect(() => openBytes(withTable(table))).toThrow(FormatError);
    expect(() => openBytes(withTable(table))).toThrow(message);
  });

  it('leads in a circle and is refused', () => {
    const circle = Array.from({ length: 512 }, () => 0);
    circle[0] = offset(0x100);
    // "a" leads to a place from which "a" leads there again.
    circle[0x100 ^ A] = A | offset(A);
    expect(() => openBytes(withTable(charsmap(circle, '\0')))).toThrow(/leads in a circle/);
  });
});
