import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/builder/build.ts';
import type { ModelFolder } from '../../src/model-folder.ts';
import { largestDifference, openDecoder, repeatCache } from './decoder-session.ts';
import { tempFolder } from './temp-folder.ts';

/** Logits that transformers computed from the same small checkpoints (random weights) in float32. */
interface Expected {
  readonly cases: readonly { readonly input_ids: number[]; readonly logits: number[] }[];
  /** Pairs of cases whose first `SHARED` ids are the same. */
  readonly prefix: readonly (readonly [number, number])[];
}

const SHARED = 64;
const TOLERANCE = 1e-3;
const fixtures = resolve(import.meta.dirname, '../fixtures/builder');

async function build(name: string): Promise<ModelFolder> {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  cpSync(join(fixtures, name), checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'tokenizer.json'), '{"model":{"type":"BPE"}}');
  return buildModel({ checkpoint, out: join(folder, 'model') });
}

describe.each(['llama-gqa-tied', 'llama3-rope'])('the graph of %s', (name) => {
  const { cases, prefix }: Expected = JSON.parse(readFileSync(join(fixtures, name, 'expected.json'), 'utf8'));

  it('gives the reference logits for each sequence', async () => {
    const decoder = await openDecoder(await build(name));
    for (const { input_ids: ids, logits } of cases) {
      const result = await decoder.step({ rows: [ids] });
      expect(largestDifference(result.logits[0] ?? [], logits)).toBeLessThan(TOLERANCE);
    }
    expect(cases).toHaveLength(8);
    await decoder.release();
  });

  it('gives them in batches of two with padding on the left', async () => {
    const decoder = await openDecoder(await build(name));
    for (const [first, second] of [
      [0, 4],
      [2, 3],
      [5, 1],
    ] as const) {
      const pair = [cases[first], cases[second]];
      const result = await decoder.step({ rows: pair.map((entry) => entry?.input_ids ?? []) });
      for (const [row, entry] of pair.entries()) {
        expect(largestDifference(result.logits[row] ?? [], entry?.logits ?? [])).toBeLessThan(TOLERANCE);
      }
    }
    await decoder.release();
  });

  it('gives them on top of a shared prefix, one by one and as a batch of continuations', async () => {
    const decoder = await openDecoder(await build(name));
    for (const pair of prefix) {
      const [first, second] = pair.map((index) => cases[index] ?? { input_ids: [], logits: [] });
      if (first === undefined || second === undefined) throw new Error('a pair has two cases');
      expect(second.input_ids.slice(0, SHARED)).toEqual(first.input_ids.slice(0, SHARED));
      const { cache } = await decoder.step({ rows: [first.input_ids.slice(0, SHARED)], keep: true });
      const suffixes = [first.input_ids.slice(SHARED), second.input_ids.slice(SHARED)];
      const alone = await decoder.step({ rows: suffixes.slice(1), past: cache });
      expect(largestDifference(alone.logits[0] ?? [], second.logits)).toBeLessThan(TOLERANCE);
      const both = await decoder.step({ rows: suffixes, past: repeatCache(cache, 2) });
      expect(largestDifference(both.logits[0] ?? [], first.logits)).toBeLessThan(TOLERANCE);
      expect(largestDifference(both.logits[1] ?? [], second.logits)).toBeLessThan(TOLERANCE);
    }
    expect(prefix).toHaveLength(1);
    await decoder.release();
  });

  it('gives them for continuations of unequal length, the shorter padded behind the shared prefix', async () => {
    const decoder = await openDecoder(await build(name));
    const long = cases[6] ?? { input_ids: [], logits: [] };
    const { cache } = await decoder.step({ rows: [long.input_ids.slice(0, SHARED)], keep: true });
    const short = long.input_ids.slice(SHARED, SHARED + 9);
    const alone = await decoder.step({ rows: [long.input_ids.slice(0, SHARED + 9)] });
    const both = await decoder.step({
      rows: [long.input_ids.slice(SHARED), short],
      past: repeatCache(cache, 2),
    });
    expect(largestDifference(both.logits[0] ?? [], long.logits)).toBeLessThan(TOLERANCE);
    expect(largestDifference(both.logits[1] ?? [], alone.logits[0] ?? [])).toBeLessThan(TOLERANCE);
    await decoder.release();
  });
});
