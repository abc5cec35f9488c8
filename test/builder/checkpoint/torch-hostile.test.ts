import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSource } from '../../../src/bytes/byte-source.ts';
import { readTorchFile } from '../../../src/builder/checkpoint/torch/file.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { u32, u64 } from '../write-gguf.ts';
import type { Piece, TestEntry, TestView } from '../write-torch.ts';
import {
  EMPTY_TUPLE,
  MARK,
  NONE,
  dict,
  global,
  int,
  pickle,
  reduce,
  tensor,
  text,
  torchZip,
  tuple,
  zip,
} from '../write-torch.ts';

const code = (...bytes: number[]): Piece => Uint8Array.from(bytes);
const repeat = (piece: Piece, times: number): Piece =>
  Buffer.concat(Array.from({ length: times }, () => piece));
const storage = { 0: new Uint8Array(16) };
const good = (): Piece => tensor({ count: 4, shape: [4], stride: [1] });
const withView = (view: Partial<TestView>): Uint8Array =>
  torchZip(pickle(dict({ w: tensor({ count: 4, shape: [2, 2], stride: [2, 1], ...view }) })), storage);
const withPickle = (...pieces: Piece[]): Uint8Array => torchZip(pickle(...pieces), storage);
const data = pickle(dict({ w: good() }));
const withEntries = (...entries: TestEntry[]): Uint8Array =>
  zip([{ name: 'archive/data.pkl', bytes: data }, ...entries]);

function refused(bytes: Uint8Array, message: RegExp): void {
  const path = join(tempFolder(), 'pytorch_model.bin');
  writeFileSync(path, bytes);
  const source = fileSource(path);
  let error: unknown;
  try {
    readTorchFile(path, source);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InputError);
  expect(String(error)).toMatch(message);
  source.close();
}

describe('a pickle', () => {
  it.each<[string, RegExp, ...Piece[]]>([
    [
      'os.system',
      /asks for os\.system, which tensors don't need/,
      reduce(global('os', 'system'), text('true')),
    ],
    ['a global that is only named', /asks for builtins\.eval/, global('builtins', 'eval')],
    [
      'a global of two texts',
      /asks for posix\.system/,
      Buffer.concat([text('posix'), text('system'), code(0x93)]),
    ],
    ['torch.load inside', /torch\.storage\._load_from_bytes/, global('torch.storage', '_load_from_bytes')],
    ["a name of an object's prototype", /asks for constructor\./, global('constructor', '')],
    ['a call of a type', /asks for a call of torch\.FloatStorage/, reduce(global('torch', 'FloatStorage'))],
    [
      'a call of what is no global',
      /calls what is no global/,
      Buffer.concat([text('x'), EMPTY_TUPLE, code(0x52)]),
    ],
    ['an instance by INST', /instruction 0x69/, Buffer.concat([MARK, Buffer.from('ios\nsystem\n')])],
    ['a state that is set', /sets the state of something/, Buffer.concat([good(), dict({}), code(0x62)])],
    ['an unknown instruction', /instruction 0xff/, code(0xff)],
    ['marks inside marks', /more than 100 values inside each other/, repeat(MARK, 101)],
    ['a stack without end', /more than 100000 values at once/, repeat(NONE, 100_001)],
    [
      'endless steps',
      /more than 4000000 steps of work/,
      repeat(Buffer.concat([NONE, code(0x30)]), 2_000_001),
    ],
    [
      'more than its bytes',
      /more than 16777216 bytes|not a whole number from 0 to 16777216/,
      repeat(text('x'.repeat(1_000_000)), 17),
    ],
    ['a text beyond its end', /cut short/, Buffer.concat([code(0x58), u32(1000)])],
    ['a giant text', /length of a text .* 4294967295/, Buffer.concat([code(0x58), u32(0xffffffff)])],
    ['a name without end', /length of a name .* 1001/, Buffer.from(`c${'a'.repeat(2000)}`)],
    ['a value that it never made', /recalls value 7/, code(0x68, 7)],
    ['an empty stack', /empty stack/, code(0x85)],
    ['a mark that is not open', /closes a mark/, code(0x74)],
    ['items for what is no list', /no list/, Buffer.concat([NONE, NONE, code(0x61)])],
    ['entries for what is no dict', /no dict/, Buffer.concat([NONE, NONE, NONE, code(0x73)])],
    [
      'a reference to something else',
      /something other than a storage/,
      Buffer.concat([tuple(int(1)), code(0x51)]),
    ],
    ['a whole module', /whole module with its code/, Buffer.concat([tuple(text('module')), code(0x51)])],
    ['no dict', /holds no dict of tensors/, NONE],
    ['an entry that is no tensor', /the entry epoch, which is no tensor/, dict({ w: good(), epoch: int(3) })],
  ])('with %s is refused', (_, message, ...pieces) => {
    refused(withPickle(...pieces), message);
  });

  it('that gives a long list to call after call is refused for the items that the calls walk', () => {
    const pair = Buffer.concat([NONE, NONE, code(0x86, 0x71, 0, 0x30)]);
    const half = Buffer.concat([MARK, repeat(code(0x68, 0), 50_000), code(0x65)]);
    const list = Buffer.concat([code(0x5d, 0x71, 1), repeat(half, 20), code(0x30)]);
    const named = Buffer.concat([global('collections', 'OrderedDict'), code(0x71, 2, 0x30)]);
    const call = code(0x68, 2, 0x68, 1, 0x85, 0x52, 0x30);
    const read = (calls: number, message: RegExp): void =>
      refused(withPickle(pair, list, named, repeat(call, calls), NONE), message);
    read(2, /holds no dict of tensors/);
    read(3, /more than 4000000 steps of work/);
  });

  it('that makes tensors with a long list of strides is refused for it', () => {
    const strides = Buffer.concat([MARK, repeat(code(0x4b, 1), 90_000), code(0x74, 0x71, 9, 0x30)]);
    const place = tuple(text('storage'), global('torch', 'FloatStorage'), text('0'), text('cpu'), int(4));
    const view = reduce(
      global('torch._utils', '_rebuild_tensor_v2'),
      Buffer.concat([place, code(0x51)]),
      int(0),
      tuple(int(4)),
      code(0x68, 9),
    );
    const long = Buffer.concat([view, code(0x30)]);
    refused(withPickle(strides, repeat(long, 60), NONE), /more than 4000000 steps of work/);
  });

  it('nested a million deep without marks is read without recursion, and is no dict', () => {
    refused(withPickle(EMPTY_TUPLE, repeat(code(0x85), 1_000_000)), /holds no dict of tensors/);
  });

  it('that doubles a remembered list again and again stays small', () => {
    const level = Buffer.concat([code(0x5d, 0x71, 1, 0x28, 0x68, 0, 0x68, 0, 0x65, 0x71, 0)]);
    refused(withPickle(code(0x5d, 0x71, 0), repeat(level, 1000)), /holds no dict of tensors/);
  });
});

describe('a tensor', () => {
  it.each<[string, Partial<TestView>, RegExp]>([
    ['whose storage is larger than its file', { count: 5 }, /storage of 20 bytes, of which the file has 16/],
    ['that starts beyond its storage', { offset: 4, shape: [1], stride: [1] }, /last byte of w .* is 20/],
    ['whose strides reach beyond its storage', { stride: [3, 1] }, /last byte of w .* is 20/],
    ['with a negative stride', { stride: [-1, 1] }, /stride of w .* is -1/],
    ['with a negative dimension', { shape: [-2, 2] }, /dimension .* is -2/],
    ['with fewer strides than dimensions', { stride: [1] }, /2 dimensions and 1 strides/],
    ['with strides beyond all numbers', { stride: [2 ** 52, 2 ** 52] }, /last byte of w/],
    [
      'with too many dimensions',
      { shape: Array(9).fill(1), stride: Array(9).fill(1) },
      /number of dimensions/,
    ],
    [
      'that repeats a value too often',
      { shape: [2 ** 15, 2 ** 15], stride: [0, 0] },
      /repeats stored ones, is 1073741824/,
    ],
    ['of a storage that is not there', { key: '../data.pkl' }, /lacks the storage \.\.\/data\.pkl/],
    ['of a type with no width', { type: 'QInt8Storage' }, /asks for torch\.QInt8Storage/],
  ])('%s is refused', (_, view, message) => {
    refused(withView(view), message);
  });
});

const first = { name: 'archive/data/0', bytes: new Uint8Array(16) };

describe('an archive', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['with a packed file', withEntries({ ...first, method: 8 }), /archive\/data\/0 in .* is packed/],
    ['with another packed size', withEntries({ ...first, packedSize: 8 }), /is packed/],
    ['with an encrypted file', withEntries({ ...first, flags: 1 }), /is encrypted/],
    ['with a file beyond its end', withEntries({ ...first, size: 2 ** 33 }), /ends beyond the archive/],
    ['with files over each other', withEntries({ ...first, header: 0 }), /overlap/],
    ['with a file twice', withEntries(first, first), /there twice/],
    ['with a file that is elsewhere', withEntries({ ...first, header: 5 }), /not where it should be/],
    ['with a header beyond its end', withEntries({ ...first, header: 2 ** 40 }), /beyond its end/],
    ['without a pickle', zip([first]), /without data\.pkl/],
    [
      'of code by TorchScript',
      withEntries(first, { name: 'archive/code/a.py', bytes: code(1) }),
      /TorchScript archive/,
    ],
    [
      'of constants by TorchScript',
      withEntries({ name: 'archive/constants.pkl', bytes: code(1) }),
      /TorchScript archive/,
    ],
    [
      'of big-endian values',
      withEntries(first, { name: 'archive/byteorder', bytes: text('big').subarray(5) }),
      /byte order "big"/,
    ],
    ['cut short', withEntries(first).subarray(0, -30), /no end record/],
    ['without its start', Buffer.concat([code(0x50, 0x4b, 3, 4), new Uint8Array(40)]), /no end record/],
  ])('%s is refused', (_, bytes, message) => {
    refused(bytes, message);
  });
});

describe('a file', () => {
  const legacy = readFileSync(resolve(import.meta.dirname, '../../fixtures/builder/torch/legacy.bin'));
  const tar = new Uint8Array(600);
  tar.set(Buffer.from('ustar'), 257);

  it.each<[string, Uint8Array, RegExp]>([
    ['of nothing', new Uint8Array(0), /neither zip nor pickle/],
    ['of something else', Buffer.from('hello'), /neither zip nor pickle/],
    ['that is a pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /pointer of Git LFS/],
    ['of the old tar form', tar, /tar archive, as torch saved before 2017/],
    ['with another magic number', pickle(int(7)), /another magic number/],
    ['of a pickle alone', pickle(reduce(global('os', 'system'), text('true'))), /asks for os\.system/],
    ['of the legacy form, cut short', legacy.subarray(0, -1), /end of the storage/],
    ['of the legacy form, cut in its pickle', legacy.subarray(0, 900), /cut short/],
  ])('%s is refused', (_, bytes, message) => {
    refused(bytes, message);
  });

  it('of the legacy form whose storage has another length is refused', () => {
    const at = legacy.lastIndexOf(Buffer.from(u64(48)));
    expect(at).toBeGreaterThan(0);
    refused(
      Buffer.concat([legacy.subarray(0, at), u64(2 ** 50), legacy.subarray(at + 8)]),
      /elements where its tensors say 48/,
    );
  });
});
