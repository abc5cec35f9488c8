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

function checkpoint(tensors: Readonly<Record<string, RawTensor>>, config = {}): Checkpoint {
  const folder = join(tempFolder(), 'checkpoint');
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeSafetensors(join(folder, 'model.safetensors'), tensors);
  return openCheckpoint(folder);
}

/** Float16 patterns. */
function f16(...bits: number[]): RawTensor {
  return { dtype: 'F16', shape: [bits.length], bytes: new Uint8Array(Uint16Array.from(bits).buffer) };
}

function valuesOf(made: Checkpoint, name: string, range?: { start: number; end: number }): number[] {
  return Array.from(made.read(name, range), (chunk) => Array.from(chunk)).flat();
}

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
});
