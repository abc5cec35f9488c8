import * as ort from 'onnxruntime-node';
import { describe, expect, it, vi } from 'vitest';
import { cutsOffSums } from '../../../src/backends/onnx/cuts-off-sums.ts';
import { createGraph } from '../../../src/builder/graph/graph.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';

/** What the file of the product was made by. */
function productFile(): Uint8Array {
  const graph = createGraph();
  const constant = (name: string, type: 'uint8' | 'int8', shape: number[], values: number[]): string =>
    graph.initializer({ kind: 'constant', name, type, shape, values });
  const x = graph.input({ name: 'x', type: 'float32', shape: [1, 2] });
  const one = graph.float32(1);
  const zero = constant('z', 'uint8', [], [0]);
  const q = graph.node('QuantizeLinear', 'q', [x, one, zero]);
  const weight = constant('w', 'int8', [2, 1], [127, 127]);
  const operands = [q, one, zero, weight, one, constant('n', 'int8', [], [0])];
  graph.node('QGemm', 'y', operands, { domain: 'com.microsoft' });
  graph.output({ name: 'y', type: 'float32', shape: [1, 1] });
  const whole = graph.finish();
  return modelBytes(whole, layOut(whole), '', { name: 'fiveshot', version: '' });
}

describe('cutsOffSums', () => {
  it.each([
    [2 * 255 * 127, false],
    // The largest number of 16 bits with a sign.
    [32_767, true],
  ])('tells from a product of %i', async (product, expected) => {
    const create = vi.fn<(file: Uint8Array, options: object) => Promise<unknown>>(() =>
      Promise.resolve({
        run: () => Promise.resolve({ y: { data: [product] } }),
        release: () => Promise.resolve(),
      }),
    );
    const extra = { session: { set_denormal_as_zero: '1' } };
    const runtime = { Tensor: ort.Tensor, InferenceSession: { create } } as unknown as typeof ort;
    expect(await cutsOffSums(runtime, extra)).toBe(expected);
    expect(create.mock.calls[0]?.[1]).toMatchObject({ extra });
    expect(Buffer.from(create.mock.calls[0]?.[0] ?? []).equals(productFile())).toBe(true);
  });

  it('reads a file that the runtime computes as it should', async () => {
    const session = await ort.InferenceSession.create(productFile());
    const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2), [1, 2]) });
    expect(y?.data).toEqual(Float32Array.of(3 * 127));
    await session.release();
  });
});
