import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../src/errors.ts';
import { readModelFolder } from '../src/model-folder.ts';

const HASH = 'a'.repeat(64);
const MANIFEST = {
  schema: 1,
  builder: '0.1.0',
  modelType: 'llama',
  precision: 'fp32',
  parameterCount: 10,
  contextLength: 32,
  vocabSize: 5,
  layers: 1,
  kvHeads: 1,
  headDim: 2,
  prefixReuse: true,
  source: { format: 'gguf', files: [{ name: 'a.gguf', bytes: 3, sha256: HASH }] },
  files: { 'model.onnx': HASH, 'tokenizer.json': HASH },
};

let folder = '';

function put(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const whole = {
  'model.onnx': '',
  'model.onnx_data': '',
  'config.json': {},
  'tokenizer.json': {},
  'fiveshot.json': MANIFEST,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fiveshot-folder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a model folder', () => {
  it('that is whole gives its manifest and paths', () => {
    put(whole);
    expect(readModelFolder(folder)).toEqual({
      path: folder,
      // Folders from before the key was written are of models that all reuse prefixes.
      manifest: { ...MANIFEST, prefixReuse: true },
      graphPath: join(folder, 'model.onnx'),
      configPath: join(folder, 'config.json'),
    });
  });

  it('of an earlier builder, which says nothing of reuse, is one that can share prefixes', () => {
    const { prefixReuse: _, ...earlier } = MANIFEST;
    put({ ...whole, 'fiveshot.json': earlier });
    expect(readModelFolder(folder).manifest.prefixReuse).toBe(true);
  });

  it.each(Object.keys(whole))('without %s is refused with what to do', (name) => {
    put(whole);
    rmSync(join(folder, name));
    expect(() => readModelFolder(folder)).toThrow(InputError);
    expect(() => readModelFolder(folder)).toThrow(name);
    expect(() => readModelFolder(folder)).toThrow(/build/);
  });

  it('that never had a tokenizer is refused', () => {
    put({ ...whole, 'fiveshot.json': { ...MANIFEST, files: {} } });
    rmSync(join(folder, 'tokenizer.json'));
    expect(() => readModelFolder(folder)).toThrow(/lacks its tokenizer files; build it again/);
    put({ 'tokenizer.model': '' });
    expect(readModelFolder(folder).path).toBe(folder);
  });

  it('that is a checkpoint still is told so, with the command', () => {
    put({ 'config.json': {}, 'model.safetensors': '' });
    expect(() => readModelFolder(folder)).toThrow(/isn't built yet; build it with fiveshot model build/);
  });

  it('that is something else, or not there, is told so', () => {
    expect(() => readModelFolder(folder)).toThrow(/is not a model folder/);
    expect(() => readModelFolder(join(folder, 'nothing'))).toThrow(
      /no model folder at .*nothing, nor a checkpoint; name either/,
    );
    put({ file: '' });
    expect(() => readModelFolder(join(folder, 'file'))).toThrow(/file is a file and not a model folder/);
  });

  it('that is a GGUF file is told to be a checkpoint, with the command', () => {
    put({ 'tiny.gguf': '' });
    const path = join(folder, 'tiny.gguf');
    expect(() => readModelFolder(path)).toThrow(InputError);
    expect(() => readModelFolder(path)).toThrow(
      `${path} is a checkpoint file; build it with fiveshot model build ${path} --out DIR`,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['broken JSON', '{"schema":', /not valid JSON/],
    ['a later schema', { ...MANIFEST, schema: 2 }, /schema/],
    ['a missing number', { ...MANIFEST, kvHeads: undefined }, /kvHeads/],
    ['a hash that is none', { ...MANIFEST, files: { 'model.onnx': 'abc' } }, /files\.model\.onnx/],
    ['a negative size', { ...MANIFEST, layers: -1 }, /layers/],
  ])('whose manifest is %s is refused', (_, manifest, message) => {
    put({ ...whole, 'fiveshot.json': manifest });
    expect(() => readModelFolder(folder)).toThrow(InputError);
    expect(() => readModelFolder(folder)).toThrow(message);
  });
});
