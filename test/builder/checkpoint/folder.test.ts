import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { f32, safetensorsBytes } from '../write-safetensors.ts';
import { dict, pickle, tensor, torchZip } from '../write-torch.ts';

/** A folder with these files; objects become JSON. */
function folderOf(files: Readonly<Record<string, object | Uint8Array>>): string {
  const folder = join(tempFolder(), 'checkpoint');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

/** A PyTorch file with one tensor of one value. */
function torchBytes(name: string, value: number): Uint8Array {
  const view = tensor({ count: 1, shape: [1], stride: [1] });
  return torchZip(pickle(dict({ [name]: view })), { 0: new Uint8Array(Float32Array.of(value).buffer) });
}

const CONFIG = { model_type: 'llama' };
const INDEX = 'model.safetensors.index.json';
const sharded = {
  'config.json': CONFIG,
  'part-1.safetensors': safetensorsBytes({ a: f32([1], [1]), stale: f32([1], [0]) }),
  'part-2.safetensors': safetensorsBytes({ b: f32([1], [2]), stale: f32([1], [9]) }),
  [INDEX]: { weight_map: { a: 'part-1.safetensors', b: 'part-2.safetensors', stale: 'part-2.safetensors' } },
};

describe('a checkpoint folder', () => {
  it('in one file has its config, tensors and tokenizer files', () => {
    const folder = folderOf({
      'config.json': CONFIG,
      'model.safetensors': safetensorsBytes({ a: f32([2], [1, 2]) }),
      'tokenizer.json': { model: {} },
      'merges.txt': Buffer.from('a b\n'),
      'README.md': Buffer.from('hello'),
    });
    const checkpoint = openCheckpoint(folder);
    expect(checkpoint.config).toEqual(CONFIG);
    expect(Array.from(checkpoint.read('a'), (chunk) => Array.from(chunk))).toEqual([[1, 2]]);
    expect(checkpoint.tokenizerFiles().map(({ name }) => name)).toEqual(['tokenizer.json', 'merges.txt']);
    expect(checkpoint.weightFiles).toEqual([join(folder, 'model.safetensors')]);
    checkpoint.close();
  });

  it('in shards takes each tensor from the file that the index names', () => {
    const checkpoint = openCheckpoint(folderOf(sharded));
    expect([...checkpoint.tensors.keys()].toSorted()).toEqual(['a', 'b', 'stale']);
    expect(Array.from(checkpoint.read('stale'), (chunk) => Array.from(chunk))).toEqual([[9]]);
    expect(checkpoint.weightFiles.map((path) => path.slice(dirname(path).length + 1))).toEqual([
      'part-1.safetensors',
      'part-2.safetensors',
    ]);
    checkpoint.close();
  });

  it('with PyTorch weights is opened, in one file and in shards', () => {
    const one = openCheckpoint(folderOf({ 'config.json': CONFIG, 'pytorch_model.bin': torchBytes('a', 1) }));
    expect(one.format).toBe('torch');
    expect(Array.from(one.read('a'), (chunk) => Array.from(chunk))).toEqual([[1]]);
    one.close();
    const parts = openCheckpoint(
      folderOf({
        'config.json': CONFIG,
        'part-1.bin': torchBytes('a', 1),
        'part-2.bin': torchBytes('b', 2),
        'pytorch_model.bin.index.json': { weight_map: { a: 'part-1.bin', b: 'part-2.bin' } },
      }),
    );
    expect([...parts.tensors.keys()]).toEqual(['a', 'b']);
    expect(Array.from(parts.read('b'), (chunk) => Array.from(chunk))).toEqual([[2]]);
    parts.close();
  });

  it('with both safetensors and PyTorch weights is read from safetensors', () => {
    const checkpoint = openCheckpoint(
      folderOf({
        'config.json': CONFIG,
        'model.safetensors': safetensorsBytes({ a: f32([1], [5]) }),
        'pytorch_model.bin': torchBytes('a', 1),
      }),
    );
    expect(checkpoint.format).toBe('safetensors');
    checkpoint.close();
  });

  it('whose shard is missing names it', () => {
    const folder = folderOf(sharded);
    rmSync(join(folder, 'part-2.safetensors'));
    expect(() => openCheckpoint(folder)).toThrow(InputError);
    expect(() => openCheckpoint(folder)).toThrow(/part-2\.safetensors is missing/);
  });

  it('whose shard lacks a tensor names both', () => {
    const index = { weight_map: { a: 'part-1.safetensors', c: 'part-2.safetensors' } };
    expect(() => openCheckpoint(folderOf({ ...sharded, [INDEX]: index }))).toThrow(
      /part-2\.safetensors lacks the tensor c/,
    );
  });

  it.each(['../part-1.safetensors', '/etc/passwd', '..', 'sub/part-1.safetensors'])(
    'whose index points out of the folder with %s is refused',
    (name) => {
      expect(() => openCheckpoint(folderOf({ ...sharded, [INDEX]: { weight_map: { a: name } } }))).toThrow(
        /not a plain file name/,
      );
    },
  );

  it.each<[string, Readonly<Record<string, object | Uint8Array>>, RegExp]>([
    [
      'has no config',
      { 'model.safetensors': safetensorsBytes({}) },
      /checkpoint has weights and no config\.json,/,
    ],
    [
      'has a broken config',
      { 'config.json': Buffer.from('{'), 'model.safetensors': safetensorsBytes({}) },
      /not valid JSON/,
    ],
    ['has a broken index', { 'config.json': CONFIG, [INDEX]: {} }, /no weight_map/],
    [
      'has damaged PyTorch weights',
      { 'config.json': CONFIG, 'pytorch_model.bin': Buffer.from('') },
      /pytorch_model\.bin is no PyTorch checkpoint/,
    ],
    ['has no weights', { 'config.json': CONFIG }, /holds no weights/],
    [
      'has two GGUF files',
      { 'a.gguf': Buffer.from(''), 'b.gguf': Buffer.from('') },
      /2 GGUF files; name one/,
    ],
  ])('that %s is refused', (_, files, message) => {
    expect(() => openCheckpoint(folderOf(files))).toThrow(InputError);
    expect(() => openCheckpoint(folderOf(files))).toThrow(message);
  });

  it('that is not there, or is some other file, is refused', () => {
    const folder = folderOf({ 'notes.txt': Buffer.from('') });
    expect(existsSync(folder)).toBe(true);
    expect(() => openCheckpoint(join(folder, 'other'))).toThrow(/no checkpoint at/);
    expect(() => openCheckpoint(join(folder, 'notes.txt'))).toThrow(/neither a \.gguf file nor/);
  });
});
