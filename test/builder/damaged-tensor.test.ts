import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { damagedTensor } from '../../src/builder/damaged-tensor.ts';
import { readGraphContent } from '../../src/builder/exported/graph-content.ts';
import { buildCheckpoint } from '../../src/commands/model/build-checkpoint.ts';
import { builtModel } from '../../src/commands/model/model-cache.ts';
import type { ModelFolder } from '../../src/model-folder.ts';
import { unpackExport } from '../backends/onnx/exported.ts';
import { tempFolder } from './temp-folder.ts';

function built(): Promise<ModelFolder> {
  const checkpoint = join(import.meta.dirname, '../../models/tiny-reader');
  return buildCheckpoint({ checkpoint, out: join(tempFolder(), 'model') });
}

/** Overwrites a float32 of the data file, and gives back what was there. */
function put(path: string, offset: number, bytes: Uint8Array): Uint8Array {
  const before = readFileSync(path).subarray(offset, offset + bytes.length);
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
  return before;
}

describe('a tensor with NaN or infinity', () => {
  it.each([Number.NaN, Infinity, -Infinity])('is found by name for %f, wherever it stands', async (value) => {
    const model = await built();
    expect(damagedTensor(model)).toBeNull();
    const path = join(model.path, 'model.onnx_data');
    const tensors = readGraphContent(model.graphPath).tensors.filter(({ location }) => location !== null);
    for (const { name, shape, offset } of [tensors[0], tensors.at(-1)].flatMap((one) => one ?? [])) {
      const last = offset + 4 * (shape.reduce((product, size) => product * size, 1) - 1);
      const before = put(path, last, new Uint8Array(Float32Array.of(value).buffer));
      expect(damagedTensor(model)).toBe(name);
      put(path, last, before);
    }
    expect(damagedTensor(model)).toBeNull();
  });

  it('is found in a graph that another program built', async () => {
    const root = tempFolder();
    vi.stubEnv('FIVESHOT_CACHE', join(root, 'cache'));
    const adopted = await builtModel(unpackExport('bloom-external', root));
    vi.unstubAllEnvs();
    expect(damagedTensor(adopted)).toBeNull();
    const { tensors } = readGraphContent(adopted.graphPath);
    const moved = tensors.find(({ location }) => location === 'model.onnx_data_1');
    put(
      join(adopted.path, 'model.onnx_data_1'),
      moved?.offset ?? -1,
      new Uint8Array(Float32Array.of(Number.NaN).buffer),
    );
    expect(damagedTensor(adopted)).toBe(moved?.name);
  });
});
