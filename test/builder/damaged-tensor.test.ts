import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { damagedTensor } from '../../src/builder/damaged-tensor.ts';
import { readGraphContent } from '../../src/builder/exported/graph-content.ts';
import { buildCheckpoint } from '../../src/commands/model/build-checkpoint.ts';
import { builtModel } from '../../src/commands/model/model-cache.ts';
import type { ModelFolder } from '../../src/model-folder.ts';
import { unpackExport } from '../backends/onnx/exported.ts';
import { field, tag, text } from './exported/wire-bytes.ts';
import { tempFolder } from './temp-folder.ts';

function built(): Promise<ModelFolder> {
  const checkpoint = join(import.meta.dirname, '../../models/tiny-reader');
  return buildCheckpoint({ checkpoint, out: join(tempFolder(), 'model') });
}

interface TestTensor {
  readonly name: string;
  /** The format's number. */
  readonly type: number;
  readonly dims?: number;
  /** A field with the values. */
  readonly values: readonly number[];
}

/** A graph of one node, with these initializers. */
function graphOf(tensors: readonly TestTensor[]): Uint8Array {
  const initializers = tensors.flatMap(({ name, type, dims = 3, values }) =>
    field(5, [8, dims, 16, type, ...field(8, text(name)), ...values]),
  );
  return Uint8Array.from(field(7, [...field(1, field(4, text('Add'))), ...initializers]));
}

function bytesOf({ buffer }: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer);
}

/** Each value as a field of its own, the older encoding of repeated numbers. */
function singly(number: number, values: Float32Array): number[] {
  return Array.from(values).flatMap((value) =>
    tag(number, 5).concat(Array.from(bytesOf(Float32Array.of(value)))),
  );
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
    expect(damagedTensor(model.graphPath)).toBeNull();
    const path = join(model.path, 'model.onnx_data');
    const tensors = readGraphContent(model.graphPath).tensors.filter(({ location }) => location !== null);
    for (const { name, shape, offset } of [tensors[0], tensors.at(-1)].flatMap((one) => one ?? [])) {
      const last = offset + 4 * (shape.reduce((product, size) => product * size, 1) - 1);
      const before = put(path, last, new Uint8Array(Float32Array.of(value).buffer));
      expect(damagedTensor(model.graphPath)).toBe(name);
      put(path, last, before);
    }
    expect(damagedTensor(model.graphPath)).toBeNull();
  });

  it('is found where the values are in the graph itself, and where they are constants that may be infinite', () => {
    const file = join(tempFolder(), 'model.onnx');
    const found = (...tensors: TestTensor[]): string | null => {
      writeFileSync(file, graphOf(tensors));
      return damagedTensor(file);
    };
    const nan = Float32Array.of(1, Number.NaN, 2);
    const whole = { name: 'whole', type: 1, values: field(9, bytesOf(Float32Array.of(1, 2, 3))) };
    expect(found(whole)).toBeNull();
    expect(found(whole, { name: 'raw', type: 1, values: field(9, bytesOf(nan)) })).toBe('raw');
    expect(found(whole, { name: 'floats', type: 1, values: field(4, bytesOf(nan)) })).toBe('floats');
    expect(found(whole, { name: 'single', type: 1, values: singly(4, nan) })).toBe('single');
    const halves = Uint16Array.of(0x3c00, 0x7e00, 0x3c00); // 1, NaN, 1 in float16
    expect(found(whole, { name: 'half', type: 10, values: field(9, bytesOf(halves)) })).toBe('half');
    // As onnx's own make_tensor writes float16: the bits as varints.
    const varints = [0x80, 0x78, 0x80, 0xfc, 0x01, 0x80, 0x78];
    expect(found(whole, { name: 'ints', type: 10, values: field(5, varints) })).toBe('ints');
    expect(found({ name: 'brain', type: 16, values: field(9, bytesOf(halves)) })).toBeNull();
    // Masks are made of infinity; NaN explains more.
    const mask = field(9, bytesOf(Float32Array.of(0, -Infinity, -Infinity)));
    const raw = { name: 'raw', type: 1, values: field(9, bytesOf(nan)) };
    expect(found({ name: 'mask', type: 1, values: mask }, raw)).toBe('raw');
    expect(found({ name: 'mask', type: 1, values: mask })).toBe('mask');
    const floor = { name: 'floor', type: 1, dims: 1, values: field(9, bytesOf(Float32Array.of(-Infinity))) };
    expect(found(floor)).toBeNull();
  });

  it.each([
    ['llama-merged', 'decoder_model_merged.onnx', 'decoder_model_merged.onnx'],
    ['bloom-external', 'model.onnx', 'model.onnx_data_1'],
  ])(
    'is named where a graph that another program built can not be adopted for it: %s',
    async (name, graph, file) => {
      const root = tempFolder();
      vi.stubEnv('FIVESHOT_CACHE', join(root, 'cache'));
      const folder = unpackExport(name, root);
      const { tensors } = readGraphContent(join(folder, graph));
      const norm = tensors.find(({ name: own }) => own.includes('norm') && own.includes('weight'));
      // Of a tensor in the graph itself the exporter put the values at the end of its message.
      const at = norm?.location === null ? norm.message.end - 4 : norm?.offset;
      put(join(folder, file), at ?? -1, bytesOf(Float32Array.of(Number.NaN)));
      await expect(builtModel(folder)).rejects.toThrow(
        `logits that are no numbers: its weight ${norm?.name} holds NaN or infinity; get the checkpoint again`,
      );
      vi.unstubAllEnvs();
    },
  );

  it('is found in a graph that another program built', async () => {
    const root = tempFolder();
    vi.stubEnv('FIVESHOT_CACHE', join(root, 'cache'));
    const adopted = await builtModel(unpackExport('bloom-external', root));
    vi.unstubAllEnvs();
    expect(damagedTensor(adopted.graphPath)).toBeNull();
    const { tensors } = readGraphContent(adopted.graphPath);
    const moved = tensors.find(({ location }) => location === 'model.onnx_data_1');
    put(
      join(adopted.path, 'model.onnx_data_1'),
      moved?.offset ?? -1,
      new Uint8Array(Float32Array.of(Number.NaN).buffer),
    );
    expect(damagedTensor(adopted.graphPath)).toBe(moved?.name);
  });
});
