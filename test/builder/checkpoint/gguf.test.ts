import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';
import { FormatError, InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { TINY, tinyLlama } from '../tiny-llama.ts';
import { TINY_METADATA, ggufOf, tinyTensors } from '../tiny-llama-gguf.ts';
import { type TestGguf, ggufBytes, text, u32, u64 } from '../write-gguf.ts';

function open(bytes: Uint8Array) {
  const path = join(tempFolder(), 'test.gguf');
  writeFileSync(path, bytes);
  return openCheckpoint(path);
}

const model = tinyLlama();
const tiny: TestGguf = { metadata: TINY_METADATA, tensors: tinyTensors(model) };

describe('a GGUF llama file', () => {
  it('has the config of the checkpoint that it was made from', () => {
    const checkpoint = open(ggufOf(model));
    expect(checkpoint.config).toMatchObject({
      ...model.config,
      rms_norm_eps: Math.fround(TINY.epsilon),
      rope_scaling: null,
      bos_token_id: 0,
    });
    checkpoint.close();
  });

  it('has the tensors of the checkpoint, under its names, with its rows in order', () => {
    const checkpoint = open(ggufOf(model));
    expect([...checkpoint.tensors.keys()].toSorted()).toEqual([...model.weights.keys()].toSorted());
    for (const [name, { shape, values }] of model.weights) {
      expect(checkpoint.tensors.get(name)?.shape).toEqual(shape);
      const read = Array.from(checkpoint.read(name), (chunk) => Array.from(chunk)).flat();
      expect(read).toEqual([...values]);
    }
    checkpoint.close();
  });

  it('gives a range of reordered rows', () => {
    const checkpoint = open(ggufOf(model));
    const name = 'model.layers.1.self_attn.k_proj.weight';
    const range = { start: 3 * TINY.hidden, end: 9 * TINY.hidden };
    const read = Array.from(checkpoint.read(name, range), (chunk) => Array.from(chunk)).flat();
    expect(read).toEqual([...(model.weights.get(name)?.values.slice(range.start, range.end) ?? [])]);
    checkpoint.close();
  });

  it('is tied where it has no output matrix, and has defaults for what old files leave out', () => {
    const { 'output.weight': _, ...tensors } = tiny.tensors;
    const metadata = { ...TINY_METADATA };
    for (const key of [
      'llama.attention.head_count_kv',
      'llama.attention.key_length',
      'llama.attention.value_length',
    ]) {
      delete metadata[key];
    }
    const checkpoint = open(
      ggufBytes({
        metadata: {
          ...metadata,
          'llama.rope.dimension_count': { u32: 6 },
          'llama.rope.freq_base': { f32: 10_000 },
        },
        tensors,
      }),
    );
    expect(checkpoint.config).toMatchObject({
      tie_word_embeddings: true,
      num_key_value_heads: 4,
      head_dim: 6,
    });
    checkpoint.close();
  });

  it('keeps a scaling by its name and the stored divisors', () => {
    const scaling = {
      'llama.rope.scaling.type': { text: 'linear' },
      'llama.rope.scaling.factor': { f32: 4 },
    };
    const linear = open(ggufBytes({ ...tiny, metadata: { ...TINY_METADATA, ...scaling } }));
    expect(linear.config).toMatchObject({ rope_scaling: { rope_type: 'linear', factor: 4 } });
    linear.close();
    const divided = open(ggufOf(model, [1, 2, 4, 8]));
    expect(divided.config).toMatchObject({ rope_scaling: { rope_type: 'divisors', divisors: [1, 2, 4, 8] } });
    expect([...divided.tensors.keys()]).not.toContain('rope_freqs.weight');
    divided.close();
  });

  it('reads quantised rows', () => {
    const name = 'blk.0.ffn_gate.weight';
    const bytes = Buffer.concat(
      [0, 1, 2].map((scale) => Buffer.from([0, 0x3c + scale * 4, ...Array(32).fill(scale + 1)])),
    );
    const tensors = { ...tiny.tensors, [name]: { shape: [3, 32], type: 8, bytes } };
    const checkpoint = open(ggufBytes({ ...tiny, tensors }));
    const chunks = checkpoint.read('model.layers.0.mlp.gate_proj.weight', { start: 32, end: 96 });
    const read = Array.from(chunks, (chunk) => Array.from(chunk));
    expect(read.flat()).toEqual([...Array(32).fill(4), ...Array(32).fill(12)]);
    expect(checkpoint.tensors.get('model.layers.0.mlp.gate_proj.weight')?.dtype).toBe('Q8_0');
    checkpoint.close();
  });

  it('leaves the names of tensors without a counterpart, so that they are noticed', () => {
    const extra = { shape: [2], type: 0, bytes: new Uint8Array(8) };
    const checkpoint = open(
      ggufBytes({ ...tiny, tensors: { ...tiny.tensors, 'blk.0.attn_sinks.weight': extra } }),
    );
    expect([...checkpoint.tensors.keys()]).toContain('blk.0.attn_sinks.weight');
    checkpoint.close();
  });

  it('with a type that can not be dequantised names tensor and type when it is read', () => {
    const tensors = {
      ...tiny.tensors,
      'output.weight': { shape: [48, 256], type: 16, bytes: new Uint8Array(84) },
    };
    const checkpoint = open(ggufBytes({ ...tiny, tensors }));
    expect(() => [...checkpoint.read('lm_head.weight')]).toThrow(/lm_head\.weight is quantised as IQ2_XXS/);
    checkpoint.close();
  });
});

describe('a GGUF file that is no plain llama model is refused', () => {
  it.each<[string, TestGguf['metadata'], RegExp]>([
    [
      'another architecture',
      { 'general.architecture': { text: 'mamba' } },
      /"mamba"; from GGUF these can be built: llama, baichuan/,
    ],
    ['experts', { 'llama.expert_count': { u32: 8 } }, /8 experts/],
    ['partial rotary', { 'llama.rope.dimension_count': { u32: 4 } }, /rotates 4 of 8/],
    ['one of several parts', { 'split.count': { u32: 3 } }, /one of 3 parts; give it back its name/],
    ['a value of another type', { 'llama.block_count': { text: 'two' } }, /llama\.block_count.*type/],
  ])('%s', (_, metadata, message) => {
    const bytes = ggufBytes({ ...tiny, metadata: { ...TINY_METADATA, ...metadata } });
    expect(() => open(bytes)).toThrow(InputError);
    expect(() => open(bytes)).toThrow(message);
  });

  it('a falcon whose file can not say that it has ALiBi', () => {
    const metadata = {
      'general.architecture': { text: 'falcon' },
      'falcon.embedding_length': { u32: 32 },
      'falcon.feed_forward_length': { u32: 64 },
      'falcon.block_count': { u32: 1 },
      'falcon.context_length': { u32: 64 },
      'falcon.attention.head_count': { u32: 4 },
      'falcon.attention.head_count_kv': { u32: 4 },
    };
    expect(() => open(ggufBytes({ metadata, tensors: {} }))).toThrow(/as Falcon-RW; that has ALiBi/);
  });

  it.each([
    [40, 64_000],
    [32, 125_696],
  ])('a Baichuan of %i layers with a vocabulary of %i', (layers, vocabulary) => {
    const renamed = Object.entries(TINY_METADATA).map(([key, value]) => [
      key.replace(/^llama/, 'baichuan'),
      value,
    ]);
    const metadata = {
      ...Object.fromEntries(renamed),
      'general.architecture': { text: 'baichuan' },
      'baichuan.block_count': { u32: layers },
    };
    const embedding = { shape: [vocabulary, 1], type: 0, bytes: new Uint8Array(4 * vocabulary) };
    const bytes = ggufBytes({ metadata, tensors: { 'token_embd.weight': embedding } });
    expect(() => open(bytes)).toThrow(/only Baichuan-7B can be built from GGUF/);
  });

  it('a missing key', () => {
    const { 'llama.attention.layer_norm_rms_epsilon': _, ...metadata } = TINY_METADATA;
    expect(() => open(ggufBytes({ ...tiny, metadata }))).toThrow(/lacks the metadata key .*rms_epsilon/);
  });
});

/** The first fields of a file, then 64 zeros. */
function start(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([Buffer.from('GGUF'), ...parts, Buffer.alloc(64)]);
}

it('a GGUF file cut in its header is said to be cut short, wherever the cut is', () => {
  const whole = ggufOf(model);
  const header = Buffer.from(whole).indexOf('token_embd');
  for (const length of [30, 300, header - 3, header + 20]) {
    expect(() => open(whole.slice(0, length))).toThrow(FormatError);
    expect(() => open(whole.slice(0, length))).toThrow(/cut short/);
    expect(() => open(whole.slice(0, length))).not.toThrow(/asked for/);
  }
  expect(() => open(whole.slice(0, header - 3))).toThrow(
    /test\.gguf is cut short: its header goes on after the last of its \d+ bytes; download it again/,
  );
});

describe('a damaged GGUF file is refused where', () => {
  const oneEntry = (type: number, ...value: Uint8Array[]): Uint8Array =>
    start(u32(3), u64(0), u64(1), text('key'), u32(type), ...value);
  const oneTensor = (...dimensions: (number | bigint)[]): Uint8Array =>
    start(
      u32(3),
      u64(1),
      u64(0),
      text('w'),
      u32(dimensions.length),
      ...dimensions.map((size) => u64(size)),
      u32(0),
      u64(0),
    );
  const whole = ggufOf(model);
  const twice = (name: string): Uint8Array => {
    const entry = Buffer.concat([text(name), u32(4), u32(1)]);
    return start(u32(3), u64(0), u64(2), entry, entry);
  };
  const overlapping = ggufBytes(tiny);
  // The second tensor's offset stands 8 bytes before the third one's name.
  const [, , third = ''] = Object.keys(tiny.tensors);
  overlapping.set(u64(0), Buffer.from(overlapping).indexOf(Buffer.from(text(third))) - 8);

  it.each<[string, Uint8Array, RegExp]>([
    ['it is empty', new Uint8Array(), /not a GGUF file/],
    ['the magic is wrong', Buffer.concat([Buffer.from('GGML'), Buffer.alloc(60)]), /not a GGUF file/],
    ['the version is 1', start(u32(1)), /version 1/],
    ['it is big-endian', start(u32(0x03000000)), /version 50331648/],
    ['it claims more tensors than it has room for', start(u32(3), u64(90_000), u64(0)), /number of tensors/],
    ['it claims absurdly many entries', start(u32(3), u64(0), u64(2n ** 63n)), /number of metadata entries/],
    ['a key is longer than the file', start(u32(3), u64(0), u64(1), u64(60_000)), /length of a metadata key/],
    ['a text is longer than the file', oneEntry(8, u64(10_000_000)), /length of the value of key/],
    ['an array is longer than the file', oneEntry(9, u32(0), u64(1_000_000)), /number of items of key/],
    ['an array holds arrays', oneEntry(9, u32(9), u64(1)), /array of arrays/],
    ['a value type is unknown', oneEntry(13), /unknown value type 13/],
    ['a number can not be held', oneEntry(10, u64(2n ** 60n)), /beyond what can be held/],
    ['a key stands twice', twice('general.name'), /general\.name twice/],
    ['a tensor has too many dimensions', oneTensor(1, 1, 1, 1, 1, 1, 1, 1, 1), /number of dimensions of w/],
    ['a shape overflows', oneTensor(2 ** 40, 2 ** 40), /number of values of w/],
    ['a tensor lies behind the end', oneTensor(1000), /cut short: w ends at/],
    ['the data is cut', whole.slice(0, -64), /cut short: output\.weight/],
    ['the header is cut', whole.slice(0, 2000), /length of|number of|cut short/],
    ['two tensors overlap', overlapping, /overlap/],
  ])('%s', (_, bytes, message) => {
    expect(() => open(bytes)).toThrow(FormatError);
    expect(() => open(bytes)).toThrow(message);
  });

  it('rows are no whole blocks', () => {
    const tensors = { w: { shape: [4, 24], type: 8, bytes: new Uint8Array(102) } };
    expect(() => open(ggufBytes({ metadata: {}, tensors }))).toThrow(
      /rows of 24 values, no multiple of the 32/,
    );
  });

  it('the alignment is absurd', () => {
    const metadata = { 'general.alignment': { u32: 3 } };
    expect(() => open(ggufBytes({ metadata, tensors: {} }))).toThrow(/general\.alignment 3/);
  });
});
