import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDecoder } from '../../../src/backends/onnx/decoder.ts';
import { BUILT_LAYOUT, cacheTensors } from '../../../src/backends/onnx/layout.ts';
import { probeGraph } from '../../../src/backends/onnx/probe.ts';
import { InputError } from '../../../src/errors.ts';
import { largestDifference } from '../../builder/decoder-session.ts';
import { type HandGraph, handGraph, handLogits } from './hand-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-layouts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IDS = [4, 1, 7, 2, 9, 3];

let written = 0;
function write(graph: HandGraph): string {
  const file = join(folder, `graph-${(written += 1)}.onnx`);
  writeFileSync(file, handGraph(graph));
  return file;
}

async function logitsOf(graph: HandGraph, layout = BUILT_LAYOUT): Promise<Float32Array> {
  const decoder = await openDecoder(write(graph), { threads: 1 }, layout);
  const past = await decoder.extend(IDS.slice(0, 2), decoder.empty(1024));
  const logits = await decoder.lastLogits(IDS.slice(2), past);
  await decoder.close();
  return logits;
}

describe('a graph of another layout', () => {
  it.each<[string, HandGraph]>([
    ['int64 ids', { sees: 'before' }],
    ['int32 ids and mask', { sees: 'before', idType: 'int32' }],
    [
      'a number of logits to keep, without dimensions',
      { sees: 'before', extraInputs: [{ name: 'num_logits_to_keep', type: 'int64', shape: [] }] },
    ],
    [
      'positions, and a branch for what follows a past',
      {
        sees: 'before',
        extraInputs: [
          { name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] },
          { name: 'use_cache_branch', type: 'bool', shape: [1] },
        ],
      },
    ],
  ])('is fed by the names and types of its inputs: %s', async (_, graph) => {
    expect(largestDifference(await logitsOf(graph), handLogits(IDS))).toBeLessThan(1e-4);
  });

  it('has heads and width from its configuration where it leaves them open', async () => {
    const graph = { sees: 'before', cacheShape: ['batch', 'heads', 'past', 'width'] } as const;
    const logits = await logitsOf(graph, { ...BUILT_LAYOUT, kvHeads: 1, headDim: 1 });
    expect(largestDifference(logits, handLogits(IDS))).toBeLessThan(1e-4);
    await expect(logitsOf(graph)).rejects.toThrow(
      /leaves the heads or the width of 'past_key_values\.0\.key' open.*num_key_value_heads/,
    );
  });

  it('has the names that its configuration gives', async () => {
    const names = { ...BUILT_LAYOUT.names, pastKey: 'cache.%d_k', presentKey: 'present.%d.key' };
    const graph = { sees: 'before', cacheName: 'cache.0_k' } as const;
    const logits = await logitsOf(graph, { ...BUILT_LAYOUT, names });
    expect(largestDifference(logits, handLogits(IDS))).toBeLessThan(1e-4);
    // The point stands for itself, not for any character.
    const other = { ...names, pastKey: 'cache.%d.k' };
    await expect(logitsOf(graph, { ...BUILT_LAYOUT, names: other })).rejects.toThrow(/input 'cache\.0_k'/);
  });

  it.each<[string, HandGraph, RegExp]>([
    [
      'an input that is not known',
      {
        sees: 'before',
        extraInputs: [{ name: 'token_type_ids', type: 'int64', shape: ['batch', 'sequence'] }],
      },
      /asks for an input 'token_type_ids' \(int64, 2 dimensions\), which fiveshot does not know/,
    ],
    [
      'positions of three dimensions',
      {
        sees: 'before',
        extraInputs: [{ name: 'position_ids', type: 'int64', shape: [3, 'batch', 'sequence'] }],
      },
      /input 'position_ids' \(int64, 3 dimensions\)/,
    ],
    ['a past of fixed length', { sees: 'before', cacheShape: [1, 1, 16, 1] }, /of shape \[1, 1, 16, 1\]/],
    [
      'tokens before heads',
      { sees: 'before', cacheShape: ['batch', 'past', 1, 1] },
      /of shape \[batch, past, 1, 1\]/,
    ],
    ['a cache of another name', { sees: 'before', cacheName: 'past_0' }, /input 'past_0'/],
    [
      'a past without its present',
      { sees: 'before', cacheName: 'past_key_values.1.key' },
      /input 'past_key_values\.1\.key' without an output 'present\.1\.key'/,
    ],
  ])('is refused by name: %s', async (_, graph, message) => {
    await expect(logitsOf(graph)).rejects.toThrow(InputError);
    await expect(logitsOf(graph)).rejects.toThrow(message);
  });
});

it("refuses BLOOM's fused caches of old exports, with keys transposed", () => {
  const key = { name: 'past_key_values.0.key', isTensor: true, type: 'float32' } as const;
  const session = {
    inputMetadata: [{ ...key, shape: ['batch_heads', 8, 'past'] }],
    outputNames: ['present.0.key'],
  };
  expect(() => cacheTensors(session, BUILT_LAYOUT, 'model.onnx')).toThrow(
    /^model\.onnx has a cache 'past_key_values\.0\.key' of shape \[batch_heads, 8, past\], and fiveshot reads/,
  );
});

describe('the probe', () => {
  it('allows the reuse of a past where tokens see none behind them', async () => {
    expect(await probeGraph(write({ sees: 'before' }), BUILT_LAYOUT)).toEqual({
      vocabSize: 48,
      layers: 1,
      kvHeads: 1,
      headDim: 1,
      prefixReuse: true,
    });
  });

  it('has whole prompts run where tokens after a past see each other, as exports traced with one token do', async () => {
    const file = write({ sees: 'all-after-past' });
    const { prefixReuse } = await probeGraph(file, BUILT_LAYOUT);
    expect(prefixReuse).toBe(false);
    const decoder = await openDecoder(file, { threads: 1 }, { ...BUILT_LAYOUT, prefixReuse });
    const past = await decoder.extend(IDS.slice(0, 2), decoder.empty(1024));
    expect(largestDifference(await decoder.lastLogits(IDS.slice(2), past), handLogits(IDS))).toBeLessThan(
      1e-4,
    );
    await decoder.close();
  });

  it('refuses a graph whose tokens always see each other', async () => {
    await expect(probeGraph(write({ sees: 'all' }), BUILT_LAYOUT)).rejects.toThrow(
      /gives other logits for a text at once than token by token/,
    );
  });
});
