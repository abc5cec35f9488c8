import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDecoder } from '../../src/backends/onnx/decoder.ts';
import { buildModel } from '../../src/builder/build.ts';
import { readBlueprint } from '../../src/builder/stand-in.ts';
import { InputError } from '../../src/errors.ts';
import { weightBytes } from '../../src/commands/run/memory.ts';
import { writeCheckpoint } from '../e2e/tiny-checkpoint.ts';
import { tempFolder } from './temp-folder.ts';

describe('a blueprint', () => {
  it('says of a checkpoint what its built folder says, and is the same for both', async () => {
    const folder = tempFolder();
    const [checkpoint, out] = [join(folder, 'checkpoint'), join(folder, 'model')];
    writeCheckpoint(checkpoint);
    const before = readBlueprint(checkpoint, 'fp32');
    const built = await buildModel({ checkpoint, out });
    const after = readBlueprint(out, 'fp32');
    expect(built.manifest).toMatchObject({ ...after.shape });
    for (const [key, value] of Object.entries(built.manifest)) {
      if (key in before.shape) expect(before.shape).toHaveProperty(key, value);
    }
    // What the graph file takes beside the weights differs with who made it.
    expect(Math.abs(before.weightBytes - weightBytes(built))).toBeLessThan(100);
    expect(after.weightBytes).toBe(before.weightBytes);
    expect(before.tokenizerFiles.map(({ name }) => name)).toEqual(['tokenizer.json']);
  });

  it('makes models of its first layers that run, without their weights', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint');
    writeCheckpoint(checkpoint);
    for (const layers of [1, 2]) {
      const out = join(folder, `cut-${layers}`);
      mkdirSync(out);
      const graph = readBlueprint(checkpoint, 'fp32').writeStandIn(out, layers);
      const decoder = await openDecoder(graph, { threads: 1 });
      const cache = await decoder.extend([1, 2, 3], decoder.empty(5));
      expect(Object.keys(cache.tensors)).toHaveLength(2 * layers);
      const logits = await decoder.packLogits([[4], [5]], cache);
      // Weights of zero say the same of every token.
      expect(logits.map((row) => new Set(row))).toEqual([new Set([0]), new Set([0])]);
      expect(logits[0]).toHaveLength(4000);
      await decoder.close();
      const weights = join(out, 'model.onnx_data');
      expect(readFileSync(weights).every((byte) => byte === 0)).toBe(true);
      expect(statSync(weights).size).toBeGreaterThan(4 * 4000 * 32);
    }
  });

  it('is refused where there is no model', () => {
    expect(() => readBlueprint(tempFolder(), 'fp32')).toThrow(InputError);
  });
});
