import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../../src/builder/checkpoint/safetensors.ts';
import { bufferSource } from '../../../src/bytes/byte-source.ts';
import { FormatError } from '../../../src/errors.ts';
import { u64 } from '../write-gguf.ts';
import { f32, safetensorsBytes, withHeader } from '../write-safetensors.ts';

const open = (bytes: Uint8Array) => readSafetensors('test.safetensors', bufferSource(bytes));
const entry = (dtype: string, shape: number[], offsets: number[]): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});

describe('a safetensors file', () => {
  const file = open(
    safetensorsBytes({
      // One byte first, so that all that follows lies unaligned.
      flag: { dtype: 'BOOL', shape: [1], bytes: Uint8Array.of(1) },
      matrix: f32([2, 3], [1, 2, 3, 4, 5, 6]),
      halves: { dtype: 'F16', shape: [2], bytes: Uint8Array.of(0x00, 0x3c, 0x00, 0xc0) },
      brains: { dtype: 'BF16', shape: [1], bytes: Uint8Array.of(0x80, 0x3f) },
      scalar: f32([], [7]),
      empty: f32([0, 4], []),
    }),
  );
  const read = (name: string, range?: { start: number; end: number }): number[][] =>
    Array.from(file.read(name, range), (chunk) => Array.from(chunk));

  it('gives values, shapes and types of unaligned tensors', () => {
    expect(read('matrix')).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(read('halves')).toEqual([[1, -2]]);
    expect(read('brains')).toEqual([[1]]);
    expect(read('scalar')).toEqual([[7]]);
    expect(read('empty')).toEqual([]);
    expect(file.tensors.get('matrix')).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    expect([...file.tensors.keys()]).not.toContain('__metadata__');
  });

  it('may have a header with texts as metadata, names with any signs in them, and spaces behind', () => {
    const names = ['a":{', 'b\\', 'ä: "', '{}', 'dtype', '__proto__'];
    const entries = names.map((name, at) => [name, entry('U8', [1], [at, at + 1])]);
    const header = JSON.stringify({
      __metadata__: { dtype: 'x:', format: 'pt' },
      ...Object.fromEntries(entries),
    });
    const { tensors } = open(withHeader(`${header}   `, new Uint8Array(names.length)));
    expect([...tensors.keys()]).toEqual(names);
  });

  it('gives a range of values', () => {
    expect(read('matrix', { start: 2, end: 5 })).toEqual([[3, 4, 5]]);
  });

  it('refuses types that are no weights, and names that are not there', () => {
    expect(() => read('flag')).toThrow(/flag is stored as BOOL/);
    expect(() => read('nothing')).toThrow(/no tensor nothing/);
  });

  it('gives long tensors in chunks of 16 MiB', () => {
    const values = new Float32Array(300_000);
    values[262_144] = 3;
    const chunks = [...open(safetensorsBytes({ long: f32([300_000], values) })).read('long')];
    expect(chunks.map((chunk) => chunk.length)).toEqual([262_144, 37_856]);
    expect(chunks[1]?.[0]).toBe(3);
  });
});

describe('a damaged safetensors file is refused where', () => {
  const data = new Uint8Array(16);
  const withEntries = (entries: object): Uint8Array => withHeader(JSON.stringify(entries), data);

  it.each<[string, Uint8Array, RegExp]>([
    ['it is empty', new Uint8Array(), /cut short/],
    ['the header is longer than the file', withHeader('{}').slice(0, 9), /cut short/],
    ['the header is over 100 MB', Uint8Array.of(0, 225, 245, 6, 0, 0, 0, 0), /header length/],
    ['the header length is absurd', new Uint8Array(8).fill(255), /header length/],
    ['the header is no JSON', withHeader('weights'), /not a JSON object/],
    ['the header is a list', withHeader('3'), /not a JSON object/],
    ['an entry has no shape', withEntries({ a: { dtype: 'F32', data_offsets: [0, 4] } }), /entry of a/],
    [
      'offsets are text',
      withEntries({ a: { dtype: 'F32', shape: [1], data_offsets: ['0', '4'] } }),
      /entry of a/,
    ],
    ['a tensor ends behind the file', withEntries({ a: entry('F32', [5], [0, 20]) }), /end of a/],
    ['a tensor starts before the data', withEntries({ a: entry('F32', [1], [-4, 0]) }), /start of a/],
    ['it ends before it starts', withEntries({ a: entry('F32', [1], [8, 4]) }), /start of a/],
    ['offsets are fractions', withEntries({ a: entry('F32', [1], [0.5, 4.5]) }), /end of a/],
    ['size and shape differ', withEntries({ a: entry('F32', [3], [0, 16]) }), /has 16 bytes.*needs 12/],
    ['a dimension is negative', withEntries({ a: entry('F32', [-4], [0, 16]) }), /dimension of a/],
    [
      'the shape overflows',
      withEntries({ a: entry('U8', [2 ** 40, 2 ** 40], [0, 16]) }),
      /number of values of a/,
    ],
    [
      'there are too many dimensions',
      withEntries({ a: entry('F32', Array(9).fill(1), [0, 4]) }),
      /dimensions of a/,
    ],
    ['a type is unknown', withEntries({ a: entry('F3', [4], [0, 16]) }), /F3/],
    ['the header is an array', withHeader('[]'), /not a JSON object/],
    ['the header begins with a space', withHeader(' {}'), /not a JSON object/],
    [
      'the header is no UTF-8',
      Buffer.concat([u64(4), Buffer.from('{"\xff"', 'latin1')]),
      /not a JSON object/,
    ],
    [
      'metadata are no texts',
      withHeader('{"__metadata__":{"step":3}}'),
      /__metadata__ of test\.safetensors has values that are no texts/,
    ],
    [
      'a name is there twice, spelled in two ways',
      withHeader(
        `{"a":${JSON.stringify(entry('U8', [16], [0, 16]))},"\\u0061":${JSON.stringify(entry('I8', [16], [0, 16]))}}`,
        data,
      ),
      /has the key "a" twice/,
    ],
    [
      'an entry has a key twice',
      withHeader('{"b":{"dtype":"U8","shape":[16],"dtype":"I8","data_offsets":[0,16]}}', data),
      /has the key "dtype" twice/,
    ],
    [
      'bytes follow the last tensor',
      withEntries({ a: entry('U8', [12], [0, 12]) }),
      /has 4 bytes at its end that belong to no tensor/,
    ],
    [
      'bytes lie between two tensors',
      withEntries({ b: entry('U8', [8], [8, 16]), a: entry('U8', [5], [0, 5]) }),
      /has 3 bytes before b that belong to no tensor/,
    ],
    [
      'bytes lie before the first tensor',
      withEntries({ a: entry('U8', [8], [8, 16]), b: entry('U8', [0], [0, 0]) }),
      /has 8 bytes before a that belong/,
    ],
    [
      'two tensors overlap',
      withEntries({ a: entry('F32', [2], [0, 8]), b: entry('F32', [2], [4, 12]) }),
      /a and b overlap/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => open(bytes)).toThrow(FormatError);
    expect(() => open(bytes)).toThrow(message);
  });
});
