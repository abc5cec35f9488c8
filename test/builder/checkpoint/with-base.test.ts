import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/builder/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../../src/builder/checkpoint/index.ts';
import { withBase } from '../../../src/builder/checkpoint/with-base.ts';
import { InputError } from '../../../src/errors.ts';
import { tempFolder } from '../temp-folder.ts';
import type { RawTensor } from '../write-safetensors.ts';
import { f32, writeSafetensors } from '../write-safetensors.ts';

const LAYER = 'model.layers.0.self_attn.q_proj.weight';
const EMBEDDING = 'model.embed_tokens.weight';
const NORM = 'model.norm.weight';

type Tensors = Readonly<Record<string, RawTensor>>;

function checkpoint(tensors: Tensors, config = {}): Checkpoint {
  const folder = join(tempFolder(), 'checkpoint');
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeSafetensors(join(folder, 'model.safetensors'), tensors);
  return openCheckpoint(folder);
}

function ones(rows: number): RawTensor {
  return f32(
    [rows, 2],
    Array.from({ length: 2 * rows }, () => 1),
  );
}

/** Float16 patterns. */
function f16(...bits: number[]): RawTensor {
  return { dtype: 'F16', shape: [1, bits.length], bytes: new Uint8Array(Uint16Array.from(bits).buffer) };
}

function valuesOf(made: Checkpoint, name: string, range?: { start: number; end: number }): number[] {
  return Array.from(made.read(name, range), (chunk) => Array.from(chunk)).flat();
}

/** Tensors of a model with so many tokens, and of what training changed of it. */
const modelOf = (rows: number): Tensors => ({ [EMBEDDING]: ones(rows), [NORM]: f32([2], [1, 0.8]) });
const changeOf = (rows: number): Tensors => ({ [EMBEDDING]: ones(rows), [NORM]: f32([2], [0.01, -0.1]) });

describe('a difference and its base', () => {
  it('are added, but for the embedding and the output matrix, which are the larger ones of the difference', () => {
    const delta = checkpoint(
      { [LAYER]: f32([3], [1, 2, 3]), [EMBEDDING]: f32([2], [7, 8]), 'lm_head.weight': f32([2], [5, 6]) },
      { vocab_size: 2 },
    );
    const base = checkpoint({
      [LAYER]: f32([3], [10, 20, 30]),
      [EMBEDDING]: f32([1], [70]),
      'lm_head.weight': f32([1], [50]),
      'model.layers.0.self_attn.rotary_emb.inv_freq': f32([1], [1]),
    });
    const both = withBase(delta, base);
    expect(valuesOf(both, LAYER)).toEqual([11, 22, 33]);
    expect(valuesOf(both, LAYER, { start: 1, end: 2 })).toEqual([22]);
    expect(valuesOf(both, EMBEDDING)).toEqual([7, 8]);
    expect(valuesOf(both, 'lm_head.weight')).toEqual([5, 6]);
    expect(both.config).toEqual({ vocab_size: 2 });
    expect(both.weightFiles).toEqual([...delta.weightFiles, ...base.weightFiles]);
    both.close();
  });

  it('are rounded to float16 where both are', () => {
    // 2048 + 1.5: float16 has steps of 2 there. 1 + 1 is exact.
    const both = withBase(
      checkpoint({ [LAYER]: f16(0x6800, 0x3c00) }),
      checkpoint({ [LAYER]: f16(0x3e00, 0x3c00) }),
    );
    expect(valuesOf(both, LAYER)).toEqual([2050, 2]);
    both.close();
  });

  it.each([
    ['the base lacks a tensor', { [LAYER]: f32([1], [1]) }, {}, /base lacks model\.layers\.0/],
    ['the difference lacks a tensor', {}, { [LAYER]: f32([1], [1]) }, /difference lacks model\.layers\.0/],
    [
      'shapes differ',
      { [LAYER]: f32([2], [1, 1]) },
      { [LAYER]: f32([1], [1]) },
      /\[2\] in the difference and \[1\] in the base/,
    ],
  ])('are refused where %s', (_, delta, base, message) => {
    const pair = [checkpoint(delta), checkpoint(base)] as const;
    expect(() => withBase(...pair)).toThrow(InputError);
    expect(() => withBase(...pair)).toThrow(message);
    for (const one of pair) one.close();
  });

  it.each([
    ['may have as many tokens', changeOf(3), modelOf(3)],
    ['may have more tokens', changeOf(4), modelOf(3)],
  ])('%s', (_, delta, base) => {
    expect(valuesOf(withBase(checkpoint(delta), checkpoint(base)), NORM)).toEqual(
      [1.01, 0.7].map((value) => expect.closeTo(value, 6)),
    );
  });

  it.each([
    [
      'changed places',
      modelOf(3),
      changeOf(4),
      /^model\.embed_tokens\.weight is \[3, 2\].*and \[4, 2\].*changed places\?$/,
    ],
    [
      'changed places, of one vocabulary',
      modelOf(3),
      changeOf(3),
      /^The difference's norms are 13 times as large/,
    ],
    ['are both models', modelOf(4), modelOf(3), /^The difference's norms are 1\.0 times as large/],
    ['are both differences', changeOf(3), changeOf(3), /^The difference's norms are 1\.0 times as large/],
  ])('are refused where they %s', (_, delta, base, message) => {
    const pair = [checkpoint(delta), checkpoint(base)] as const;
    expect(() => withBase(...pair)).toThrow(InputError);
    expect(() => withBase(...pair)).toThrow(message);
  });

  it('are refused where they are the same checkpoint', () => {
    const one = checkpoint(changeOf(3));
    expect(() => withBase(one, one)).toThrow(
      'The difference and its base are the same checkpoint; name the model that it is the difference to with --base',
    );
  });
});
