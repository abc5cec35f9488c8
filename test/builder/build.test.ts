import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/builder/build.ts';
import { buildCheckpoint } from '../../src/commands/model/build-checkpoint.ts';
import { ModelProtoSchema } from '../../src/builder/onnx/onnx_pb.ts';
import { InputError } from '../../src/errors.ts';
import { readModelFolder } from '../../src/model-folder.ts';
import { loadTokenizer } from '../../src/tokenizer/load-tokenizer.ts';
import { tempFolder } from './temp-folder.ts';
import { tinyLlama } from './tiny-llama.ts';
import { TINY_METADATA, ggufOf, tinyTensors } from './tiny-llama-gguf.ts';
import { ggufBytes } from './write-gguf.ts';
import { type RawTensor, f32, writeSafetensors } from './write-safetensors.ts';

const TINY_SENTENCEPIECE = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-llama/tokenizer.model');
const fixture = resolve(import.meta.dirname, '../fixtures/builder/llama-gqa-tied');

interface Change {
  /** Tensors to be added or, where undefined, left out. */
  readonly tensors?: Readonly<Record<string, RawTensor | undefined>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly tokenizer?: boolean;
}

/** A folder with the tiny checkpoint, changed, and the path of a model folder to be. */
function checkpointOf({ tensors = {}, config = {}, tokenizer = true }: Change = {}) {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  const model = tinyLlama();
  const all = {
    ...Object.fromEntries([...model.weights].map(([name, { shape, values }]) => [name, f32(shape, values)])),
    ...tensors,
  };
  const kept = Object.entries(all).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, tensor] as const],
  );
  writeSafetensors(join(checkpoint, 'model.safetensors'), Object.fromEntries(kept));
  writeFileSync(join(checkpoint, 'config.json'), JSON.stringify({ ...model.config, ...config }));
  if (tokenizer) writeFileSync(join(checkpoint, 'tokenizer.json'), '{"model":{"type":"BPE"}}');
  return { checkpoint, out: join(folder, 'model'), folder };
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('a built model folder', () => {
  it('says what it is and where it comes from', async () => {
    const { folder } = checkpointOf();
    const checkpoint = join(folder, 'golden');
    cpSync(fixture, checkpoint, { recursive: true });
    writeFileSync(join(checkpoint, 'tokenizer.json'), '{}');
    writeFileSync(join(checkpoint, 'tokenizer_config.json'), '{"add_bos_token":false}');
    const out = join(folder, 'out', 'model');
    const { manifest } = await buildModel({ checkpoint, out });
    const weights = readFileSync(join(fixture, 'model.safetensors'));
    expect(manifest).toMatchObject({
      modelType: 'llama',
      precision: 'fp32',
      contextLength: 256,
      vocabSize: 160,
      layers: 2,
      kvHeads: 3,
      headDim: 16,
      source: {
        format: 'safetensors',
        files: [
          {
            name: 'model.safetensors',
            bytes: weights.length,
            sha256: hashOf(join(fixture, 'model.safetensors')),
          },
        ],
      },
    });
    // Embedding, two layers of (two norms, q, k, v, o, gate, up, down), last norm; the head is the embedding.
    const layer = 2 * 144 + 144 * (144 + 48 + 48 + 144) + 3 * 144 * 64;
    expect(manifest.parameterCount).toBe(160 * 144 + 2 * layer + 144);
    expect(readdirSync(out).toSorted()).toEqual([
      'config.json',
      'fiveshot.json',
      'model.onnx',
      'model.onnx_data',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    for (const [name, hash] of Object.entries(manifest.files)) expect(hashOf(join(out, name))).toBe(hash);
    expect(Object.keys(manifest.files)).toHaveLength(5);
    expect(readModelFolder(out).manifest).toEqual(manifest);
  });

  it('has its weights page by page in the data file and only small constants in the graph', async () => {
    const { checkpoint, out } = checkpointOf();
    const { manifest } = await buildModel({ checkpoint, out });
    const model = fromBinary(ModelProtoSchema, readFileSync(join(out, 'model.onnx')));
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 23n]]);
    const tensors = model.graph?.initializer ?? [];
    const data = readFileSync(join(out, 'model.onnx_data'));
    let end = 0;
    let values = 0;
    for (const { name, dataLocation, externalData, dims, rawData } of tensors) {
      const count = dims.reduce((product, size) => product * Number(size), 1);
      if (dataLocation !== 1) {
        expect(rawData.length).toBeLessThanOrEqual(64);
        continue;
      }
      const entry = Object.fromEntries(externalData.map(({ key, value }) => [key, value]));
      expect(entry['location']).toBe('model.onnx_data');
      expect(Number(entry['offset']) % 4096).toBe(0);
      expect(Number(entry['offset'])).toBeGreaterThanOrEqual(end);
      expect(Number(entry['length'])).toBe(count * 4);
      end = Number(entry['offset']) + Number(entry['length']);
      if (name.startsWith('rope.')) continue;
      values += count;
      const stored = tinyLlama().weights.get(name)?.values ?? new Float32Array();
      expect(data.subarray(end - count * 4, end).equals(new Uint8Array(stored.buffer))).toBe(true);
    }
    expect(end).toBe(data.length);
    expect(values).toBe(manifest.parameterCount);
  });

  it('is the same, byte by byte, when it is built again', async () => {
    const { checkpoint, out, folder } = checkpointOf();
    const first = await buildModel({ checkpoint, out });
    const second = await buildModel({ checkpoint, out: join(folder, 'again') });
    expect(second.manifest).toEqual(first.manifest);
  });

  it('can be built from GGUF with its tokenizer', async () => {
    const { folder, out } = checkpointOf();
    const checkpoint = join(folder, 'tiny.gguf');
    writeFileSync(checkpoint, ggufOf(tinyLlama()));
    const { manifest } = await buildModel({ checkpoint, out });
    expect(manifest.source).toMatchObject({ format: 'gguf', files: [{ name: 'tiny.gguf' }] });
    expect(manifest.parameterCount).toBe(
      [...tinyLlama().weights.values()].reduce((sum, { values }) => sum + values.length, 0),
    );
    expect(Object.keys(manifest.files)).toContain('tokenizer_config.json');
  });
});

describe('tensors', () => {
  const square = f32([2, 2], [0, 0, 0, 0]);

  it('that are computed tables or the copy of a tied matrix are left out', async () => {
    const { checkpoint, out } = checkpointOf({
      tensors: {
        'model.layers.0.self_attn.rotary_emb.inv_freq': f32([4], [1, 1, 1, 1]),
        'model.layers.0.attn.masked_bias': f32([], [-1e4]),
      },
      config: { tie_word_embeddings: true },
    });
    const { manifest } = await buildModel({ checkpoint, out });
    const all = [...tinyLlama().weights.values()].reduce((sum, { values }) => sum + values.length, 0);
    expect(manifest.parameterCount).toBe(all - 48 * 24);
  });

  it.each<[string, Change, RegExp]>([
    [
      'are missing',
      { tensors: { 'model.layers.1.mlp.up_proj.weight': undefined } },
      /lacks model\.layers\.1\.mlp\.up_proj\.weight/,
    ],
    [
      'are unknown',
      { tensors: { 'model.layers.0.self_attn.sinks': square } },
      /doesn't: model\.layers\.0\.self_attn\.sinks/,
    ],
    [
      'belong to a layer too many',
      { config: { num_hidden_layers: 1 } },
      /doesn't: model\.layers\.1\..* and 6 more/,
    ],
    [
      'have another shape',
      { tensors: { 'model.norm.weight': square } },
      /model\.norm\.weight \[2, 2\], expected \[24\]/,
    ],
    ['have biases that the config denies', { config: { attention_bias: false } }, /self_attn\.q_proj\.bias/],
    [
      'have no readable type',
      { tensors: { 'model.norm.weight': { dtype: 'I64', shape: [24], bytes: new Uint8Array(192) } } },
      /model\.norm\.weight is stored as I64/,
    ],
  ])('that %s are named, and nothing is left behind', async (_, change, message) => {
    const { checkpoint, out, folder } = checkpointOf(change);
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(InputError);
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(['checkpoint']);
  });
});

describe('a build', () => {
  it('needs a tokenizer', async () => {
    const { checkpoint, out } = checkpointOf({ tokenizer: false });
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(
      /no tokenizer: put the model's tokenizer files/,
    );
  });

  it('keeps a tokenizer.model as it is', async () => {
    const { checkpoint, out } = checkpointOf({ tokenizer: false });
    const model = readFileSync(TINY_SENTENCEPIECE);
    writeFileSync(join(checkpoint, 'tokenizer.model'), model);
    const { manifest } = await buildCheckpoint({ checkpoint, out });
    expect(Object.keys(manifest.files)).toContain('tokenizer.model');
    expect(readFileSync(join(out, 'tokenizer.model')).equals(model)).toBe(true);
    const ids = (await loadTokenizer(out)).encode('Answer: A');
    expect(ids).toEqual((await loadTokenizer(dirname(TINY_SENTENCEPIECE))).encode('Answer: A'));
  });

  it('stops at a tokenizer.model that is none, before anything is written', async () => {
    const { checkpoint, out, folder } = checkpointOf({ tokenizer: false });
    writeFileSync(join(checkpoint, 'tokenizer.model'), 'x');
    await expect(buildCheckpoint({ checkpoint, out })).rejects.toThrow(InputError);
    await expect(buildCheckpoint({ checkpoint, out })).rejects.toThrow(/not a sentencepiece model/);
    expect(readdirSync(folder)).toEqual(['checkpoint']);
  });

  it('from GGUF without a tokenizer points to the safetensors checkpoint', async () => {
    const { folder, out } = checkpointOf();
    const checkpoint = join(folder, 'bare.gguf');
    const metadata = Object.fromEntries(
      Object.entries(TINY_METADATA).filter(([key]) => !key.startsWith('tokenizer.')),
    );
    writeFileSync(checkpoint, ggufBytes({ metadata, tensors: tinyTensors(tinyLlama()) }));
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(
      /has no tokenizer; build from.*safetensors/,
    );
  });

  it('shows the tokenizer that it will write, a rebuilt one too, and writes nothing where that is refused', async () => {
    const { checkpoint, out, folder } = checkpointOf();
    const gguf = join(folder, 'tiny.gguf');
    writeFileSync(gguf, ggufOf(tinyLlama()));
    for (const path of [checkpoint, gguf]) {
      const seen = new Map<string, Uint8Array>();
      const checkTokenizer = (files: readonly { name: string; bytes: Uint8Array }[]): void => {
        for (const { name, bytes } of files) seen.set(name, bytes);
        throw new InputError('no such letters');
      };
      await expect(buildModel({ checkpoint: path, out, checkTokenizer })).rejects.toThrow('no such letters');
      expect(readdirSync(folder).toSorted()).toEqual(['checkpoint', 'tiny.gguf']);
      await buildModel({ checkpoint: path, out });
      expect(seen.has('tokenizer.json')).toBe(true);
      for (const [name, bytes] of seen) expect(readFileSync(join(out, name)).equals(bytes)).toBe(true);
      rmSync(out, { recursive: true });
    }
  });

  it('reports the bytes of the data file', async () => {
    const { checkpoint, out } = checkpointOf();
    const calls: (readonly [number, number])[] = [];
    await buildModel({ checkpoint, out, onProgress: (written, total) => calls.push([written, total]) });
    const { size } = statSync(join(out, 'model.onnx_data'));
    expect(calls.at(-1)).toEqual([size, size]);
  });

  it('that is stopped leaves nothing', async () => {
    const { checkpoint, out, folder } = checkpointOf();
    const controller = new AbortController();
    const built = buildModel({
      checkpoint,
      out,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(built).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual(['checkpoint']);
  });

  it('fills an empty folder, and replaces a model folder only if told to', async () => {
    const { checkpoint, out } = checkpointOf();
    mkdirSync(out);
    await buildModel({ checkpoint, out });
    writeFileSync(join(out, 'note'), 'mine');
    await expect(buildModel({ checkpoint, out })).rejects.toThrow(/holds a built model already.*--force/);
    expect(existsSync(join(out, 'note'))).toBe(true);
    await buildModel({ checkpoint, out, force: true });
    expect(existsSync(join(out, 'note'))).toBe(false);
    expect(readModelFolder(out).manifest.layers).toBe(2);
  });

  it('never replaces anything else', async () => {
    const { checkpoint, out, folder } = checkpointOf();
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.txt'), 'mine');
    await expect(buildModel({ checkpoint, out, force: true })).rejects.toThrow(
      /is not empty and is no model folder/,
    );
    await expect(buildModel({ checkpoint, out: join(out, 'thesis.txt'), force: true })).rejects.toThrow(
      /is not a folder/,
    );
    expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).toSorted()).toEqual(['checkpoint', 'model']);
  });
});
