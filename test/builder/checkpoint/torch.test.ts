import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSource } from '../../../src/bytes/byte-source.ts';
import { readTorchFile } from '../../../src/builder/checkpoint/torch/file.ts';
import { tempFolder } from '../temp-folder.ts';
import {
  dict,
  directoryEntry,
  endRecord,
  localHeader,
  pickle,
  tensor,
  torchZip,
  zip64End,
} from '../write-torch.ts';

/** Files that torch 2.9.1 saved and the values that it read from them; make.py beside them says how. */
const fixtures = resolve(import.meta.dirname, '../../fixtures/builder/torch');

interface Expected {
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >;
  readonly dtypes: Readonly<Record<string, string>>;
}

const expected: Expected = JSON.parse(readFileSync(join(fixtures, 'values.json'), 'utf8'));

/** torch's names of the element types, by ours. */
const TORCH_NAMES: Readonly<Record<string, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

function open(path: string) {
  return readTorchFile(path, fileSource(path));
}

function fromBytes(bytes: Uint8Array) {
  const path = join(tempFolder(), 'pytorch_model.bin');
  writeFileSync(path, bytes);
  return open(path);
}

function f32(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function flat(chunks: Iterable<Float32Array>): number[] {
  const values: number[] = [];
  for (const chunk of chunks) values.push(...chunk);
  return values;
}

describe.each(['zip.bin', 'legacy.bin'])('%s as torch saved it', (name) => {
  const file = open(join(fixtures, name));

  it('has the tensors with their types and shapes', () => {
    expect([...file.tensors.keys()]).toEqual(Object.keys(expected.dtypes));
    for (const [tensorName, dtype] of Object.entries(expected.dtypes)) {
      expect(TORCH_NAMES[file.tensors.get(tensorName)?.dtype ?? '']).toBe(dtype);
    }
    for (const [tensorName, { shape }] of Object.entries(expected.tensors)) {
      expect(file.tensors.get(tensorName)?.shape).toEqual(shape);
    }
  });

  it.each(Object.entries(expected.tensors))(
    '%s has the values that torch reads',
    (tensorName, { values }) => {
      expect(flat(file.read(tensorName))).toEqual(values);
    },
  );

  it.each(Object.entries(expected.tensors))('%s gives every range of them', (tensorName, { values }) => {
    for (let start = 0; start <= values.length; start += 1) {
      for (let end = start; end <= values.length; end += 1) {
        expect(flat(file.read(tensorName, { start, end }))).toEqual(values.slice(start, end));
      }
    }
  });

  it('refuses weights of whole numbers by name', () => {
    expect(() => file.read('int64')).toThrow(/int64 is stored as I64/);
  });
});

describe('a file of torch.save', () => {
  it("with the weights under a trainer's key gives them", () => {
    const file = open(join(fixtures, 'nested.bin'));
    expect([...file.tensors.keys()]).toEqual(['tied']);
    expect(flat(file.read('tied'))).toEqual(expected.tensors['tied_a']?.values);
  });

  it('of pickle protocol 4, with an untyped storage, is read', () => {
    const file = open(join(fixtures, 'untyped.bin'));
    expect(file.tensors.get('uint16')).toMatchObject({ dtype: 'U16', shape: [1] });
    expect(flat(file.read('whole'))).toEqual(expected.tensors['whole']?.values);
  });

  it('of 5 GiB in one storage, with another behind it, is read where its tensors lie', () => {
    const path = join(tempFolder(), 'large.bin');
    const giant = 5 * 2 ** 30;
    const data = pickle(
      dict({
        last: tensor({ count: giant / 4, offset: giant / 4 - 2, shape: [2], stride: [1] }),
        ends: tensor({ count: giant / 4, offset: 0, shape: [2, 2], stride: [giant / 4 - 2, 1] }),
        behind: tensor({ key: '1', count: 1, shape: [1], stride: [1] }),
      }),
    );
    const entries = [
      { name: 'archive/data.pkl', bytes: data, size: data.length },
      { name: 'archive/data/0', bytes: new Uint8Array(0), size: giant },
      { name: 'archive/data/1', bytes: f32(7), size: 4 },
    ];
    const descriptor = openSync(path, 'w');
    let at = 0;
    const directory = entries.map((entry) => {
      const header = at;
      const local = Buffer.concat([localHeader(entry), entry.bytes]);
      writeSync(descriptor, local, 0, local.length, at);
      if (entry.size === giant) writeSync(descriptor, f32(1, 2), 0, 8, at + local.length);
      at += local.length - entry.bytes.length + entry.size;
      if (entry.size === giant) writeSync(descriptor, f32(3, 4), 0, 8, at - 8);
      return directoryEntry(entry, header);
    });
    const listed = Buffer.concat(directory);
    ftruncateSync(descriptor, at);
    const end = Buffer.concat([
      listed,
      zip64End(3, listed.length, at),
      endRecord(0xffff, 0xffffffff, 0xffffffff),
    ]);
    writeSync(descriptor, end, 0, end.length, at);
    closeSync(descriptor);

    const file = open(path);
    expect(flat(file.read('last'))).toEqual([3, 4]);
    expect(flat(file.read('ends'))).toEqual([1, 2, 3, 4]);
    expect(flat(file.read('behind'))).toEqual([7]);
    file.close();
  });

  it('gathers a transposed matrix larger than a chunk', () => {
    const [rows, columns] = [2100, 2000];
    const values = Float32Array.from({ length: rows * columns }, (_, index) => index);
    const view = tensor({ count: values.length, shape: [columns, rows], stride: [1, columns] });
    const file = fromBytes(torchZip(pickle(dict({ w: view })), { 0: new Uint8Array(values.buffer) }));
    let at = 0;
    let wrong = 0;
    for (const chunk of file.read('w')) {
      for (const value of chunk) {
        if (value !== (at % rows) * columns + Math.floor(at / rows)) wrong += 1;
        at += 1;
      }
    }
    expect([at, wrong]).toEqual([values.length, 0]);
  });
});

const reference = process.env['FIVESHOT_REFERENCE'];
const goldens = reference === undefined ? '' : join(reference, 'golden/architectures');
const published =
  reference === undefined
    ? []
    : readdirSync(goldens, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bin'));

describe.skipIf(reference === undefined)('published layouts (FIVESHOT_REFERENCE)', () => {
  it.each(published)('%s opens, and its weights are read whole', (name) => {
    const file = open(join(goldens, name));
    expect(file.tensors.size).toBeGreaterThan(0);
    for (const [tensorName, { dtype, shape }] of file.tensors) {
      if (dtype === 'U8' || dtype === 'BOOL') continue;
      const values = flat(file.read(tensorName));
      expect(values).toHaveLength(shape.reduce((product, size) => product * size, 1));
      expect(values.every(Number.isFinite)).toBe(true);
    }
    file.close();
  });
});
