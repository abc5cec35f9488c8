import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGraphContent } from '../../../src/builder/exported/graph-content.ts';
import { FormatError } from '../../../src/errors.ts';
import { unpackExport } from '../../backends/onnx/exported.ts';
import { handGraph } from '../../backends/onnx/hand-graph.ts';
import { tempFolder } from '../temp-folder.ts';
import { field, tag, text, varint } from './wire-bytes.ts';

function contentOf(bytes: Uint8Array) {
  const file = join(tempFolder(), 'model.onnx');
  writeFileSync(file, bytes);
  return readGraphContent(file);
}

const entry = (key: string, value: string): number[] =>
  field(13, [...field(1, text(key)), ...field(2, text(value))]);
const external = (location: string): number[] => entry('location', location);
const repeated = (piece: readonly number[], times: number): number[] =>
  Array.from({ length: times * piece.length }, (_, index) => piece[index % piece.length] ?? 0);

describe('the content of a graph', () => {
  // Counted by the Python package onnx.
  it.each([
    ['llama-merged', 'decoder_model_merged.onnx', 21, []],
    ['gpt2-half', 'onnx/model_fp16.onnx', 17, []],
    ['bloom-external', 'model.onnx', 18, ['model.onnx_data', 'model.onnx_data_1']],
    ['genai-int4', 'model.onnx', 18, ['model.onnx.data']],
  ])('is read of %s, a graph as its exporter left it', (name, graph, tensors, locations) => {
    const content = readGraphContent(join(unpackExport(name, tempFolder()), graph));
    expect(content.tensors).toHaveLength(tensors);
    expect([...content.locations.keys()].toSorted()).toEqual(locations);
  });

  it('has the nodes of branches, and their attributes', () => {
    const { nodes } = readGraphContent(
      join(unpackExport('llama-merged', tempFolder()), 'decoder_model_merged.onnx'),
    );
    expect(nodes.some(({ op }) => op === 'If')).toBe(true);
    // Seven products of weights in each of two layers, the output matrix, and two of attention, in each of two branches.
    expect(nodes.filter(({ op }) => op === 'MatMul').length).toBeGreaterThanOrEqual(2 * (2 * 9 + 1));
    const { nodes: quantised } = readGraphContent(
      join(unpackExport('genai-int4', tempFolder()), 'model.onnx'),
    );
    expect(quantised.find(({ op }) => op === 'MatMulNBits')?.ints).toMatchObject({ K: 32, N: 64, bits: 4 });
  });

  it('names the files of tensors wherever they stand: initializers, attributes, branches, functions, sparse ones', () => {
    const node = [
      ...field(4, text('If')),
      ...field(5, [...field(1, text('value')), ...field(5, external('attribute'))]),
      ...field(5, field(10, external('list'))),
      ...field(5, field(6, field(5, external('branch')))),
      ...field(5, field(11, field(1, field(5, field(5, external('node of a branch')))))),
      ...field(5, field(22, field(1, external('sparse attribute')))),
    ];
    const graph = [
      ...field(1, node),
      ...field(5, external('initializer')),
      ...field(15, field(2, external('sparse'))),
    ];
    const model = [...field(7, graph), ...field(25, field(7, field(5, field(5, external('function')))))];
    expect([...contentOf(Uint8Array.from(model)).locations.keys()].toSorted()).toEqual([
      'attribute',
      'branch',
      'function',
      'initializer',
      'list',
      'node of a branch',
      'sparse',
      'sparse attribute',
    ]);
  });

  it('says how far it reaches into each data file: by length, or by type and shape', () => {
    const packed = field(5, [8, 5, 16, 22, ...external('a'), ...entry('offset', '100')]); // 5 values of INT4
    const sized = field(5, [8, 2, 16, 1, ...external('b'), ...entry('length', '8'), ...field(8, text('w'))]);
    const sparse = field(15, field(1, [8, 3, 16, 11, ...external('b')])); // 3 values of DOUBLE
    const { locations } = contentOf(
      Uint8Array.from(field(7, [...field(1, field(4, text('Add'))), ...packed, ...sized, ...sparse])),
    );
    expect(locations).toEqual(
      new Map([
        ['a', { tensor: '', end: 103 }],
        ['b', { tensor: '', end: 24 }],
      ]),
    );
  });

  it('has shapes in either of the two encodings of repeated numbers', () => {
    const node = field(1, field(4, text('Add')));
    const dims = (...fields: number[][]) =>
      contentOf(Uint8Array.from(field(7, [...node, ...field(5, fields.flat())]))).tensors[0]?.shape;
    expect(dims([8, 3], [8, 0x80, 1])).toEqual([3, 128]);
    expect(dims(field(1, [3, 0x80, 1]))).toEqual([3, 128]);
  });

  it('is refused where the file is cut short, wherever that is', () => {
    const whole = handGraph({ sees: 'before' });
    for (let length = 0; length < whole.length - 10; length += 7)
      expect(() => contentOf(whole.subarray(0, length))).toThrow(FormatError);
    expect(contentOf(whole).tensors).toHaveLength(6);
  });

  it.each<[string, readonly number[], RegExp]>([
    ['other text', text('version https://git-lfs.github.com/spec/v1'), /no whole ONNX file/],
    [
      'an endless number',
      [0x38, ...Array.from({ length: 12 }, () => 0xff)],
      /a number that is too long at byte 1/,
    ],
    ['a group', [...tag(7, 3), 0], /field 7 of kind 3/],
    ['a field that is longer than the file', [...tag(7, 2), 100, 0], /field 7 that is cut short/],
    ['no graph', field(2, text('pytorch')), /holds no graph/],
    [
      'a dimension without bound',
      field(7, [...field(1, []), ...field(5, [8, ...Array.from({ length: 9 }, () => 0xff), 1])]),
      /A dimension of/,
    ],
    [
      'an external tensor before its file',
      field(7, [...field(1, []), ...field(5, [...external('data'), ...entry('offset', '-4')])]),
      /The offset of/,
    ],
    [
      'a million open dimensions of an input',
      field(7, [
        ...field(1, []),
        ...field(11, field(2, field(1, field(2, repeated(field(1, []), 1_000_000))))),
      ]),
      /number of dimensions of an input or output is 9/,
    ],
    [
      'a million dimensions in one field',
      field(7, [...field(1, []), ...field(5, field(1, Array<number>(1_000_000).fill(1)))]),
      /number of dimensions of a tensor is 9/,
    ],
  ])('is refused where the file has %s', (_, bytes, message) => {
    expect(() => contentOf(Uint8Array.from(bytes))).toThrow(FormatError);
    expect(() => contentOf(Uint8Array.from(bytes))).toThrow(message);
  });

  it('is refused where graphs lie too deep in each other', () => {
    let graph = field(1, field(4, text('If')));
    for (let depth = 0; depth < 20; depth += 1) graph = field(1, field(5, field(6, graph)));
    expect(() => contentOf(Uint8Array.from(field(7, graph)))).toThrow(/graphs in each other .* is 17/);
  });

  it('passes over weights, however large', () => {
    const file = join(tempFolder(), 'model.onnx');
    const node = field(1, field(4, text('Add')));
    // An initializer whose raw data (field 9) are 2 GB less 256 KiB; the file has a hole there.
    const raw = 2 ** 31 - 2 ** 18;
    const head = [8, 3, ...tag(2, 0), 1, ...tag(8, 2), 1, 0x77, ...tag(9, 2), ...varint(raw)];
    const initializer = [...tag(5, 2), ...varint(head.length + raw), ...head];
    const graph = [...tag(7, 2), ...varint(node.length + initializer.length + raw), ...node, ...initializer];
    writeFileSync(file, Uint8Array.from(graph));
    truncateSync(file, graph.length + raw);
    expect(readGraphContent(file).tensors).toMatchObject([
      { name: 'w', type: 1, shape: [3], location: null, offset: 0 },
    ]);
  });
});
