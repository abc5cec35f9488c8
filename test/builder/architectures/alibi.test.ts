import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { AlibiBias } from '../../../src/builder/architectures/parts/alibi.ts';
import { alibiMask, alibiSlopes } from '../../../src/builder/architectures/parts/alibi.ts';
import { createGraph } from '../../../src/builder/graph/graph.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';

/** The rule as the paper's authors wrote it: the list of the power of two below, then every other of the one above. */
function authorsRule(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const rest = heads === power ? [] : geometric(2 * power).filter((_, index) => index % 2 === 0);
  return [...geometric(power), ...rest.slice(0, heads - power)];
}

function geometric(count: number): number[] {
  const start = 2 ** -(2 ** -(Math.log2(count) - 3));
  return Array.from({ length: count }, (_, index) => start ** (index + 1));
}

describe('the slopes of ALiBi', () => {
  it('are a geometric series where the heads are a power of two', () => {
    expect([...alibiSlopes(8)]).toEqual([0.5, 0.25, 0.125, 0.0625, 0.031_25, 2 ** -6, 2 ** -7, 2 ** -8]);
  });

  it.each([1, 2, 5, 6, 12, 14, 16, 40, 71, 112])("follow the authors' rule for %i heads", (heads) => {
    const slopes = alibiSlopes(heads);
    expect(slopes).toHaveLength(heads);
    for (const [head, slope] of authorsRule(heads).entries()) expect(slopes[head]).toBeCloseTo(slope, 7);
  });

  it('spread over the exponents that a checkpoint asks for', () => {
    expect([...alibiSlopes(4, 4)]).toEqual([0.5, 0.25, 0.125, 0.0625]);
  });
});

/** A float32 with the upper half of its bits, rounded to the nearest, to even where two are. */
function bfloat16(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  view.setUint32(0, (bits + 0x7f_ff + ((bits >>> 16) & 1)) & 0xff_ff_00_00);
  return view.getFloat32(0);
}

describe('the bias of ALiBi', () => {
  it('counts tokens from 0 in each row, past the padding', async () => {
    const bias = await biasOf({ slopes: Float32Array.of(0.5, 0.25) }, [
      [1, 1, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect(bias.slice(0, 8)).toEqual(Float32Array.of(0, 0.5, 1, 1.5, 0, 0.25, 0.5, 0.75));
    expect([...bias.slice(10, 12), ...bias.slice(14, 16)]).toEqual([0, 0.5, 0, 0.25]);
  });

  it('is rounded to bfloat16 at each step where a model does so, and then scaled', async () => {
    const slopes = alibiSlopes(12);
    const length = 1500;
    const scale = 1 / 8;
    const bias = await biasOf({ slopes, bfloat16: true, scale }, [Array<number>(length).fill(1)]);
    let unrounded = 0;
    for (const [head, slope] of slopes.entries()) {
      for (let position = 0; position < length; position += 1) {
        const expected = bfloat16(bfloat16(slope) * bfloat16(position)) * scale;
        expect(bias[head * length + position]).toBe(expected);
        if (expected !== Math.fround(slope * position) * scale) unrounded += 1;
      }
    }
    expect(unrounded).toBeGreaterThan(1000);
  });
});

/** The bias that is added to a mask of zeros, [batch, heads, 1, total], for rows of an attention mask. */
async function biasOf(
  alibi: AlibiBias,
  attentionMask: readonly (readonly number[])[],
): Promise<Float32Array> {
  const graph = createGraph();
  const shape = [attentionMask.length, attentionMask[0]?.length ?? 0];
  const tokens = graph.input({ name: 'tokens', type: 'int64', shape });
  const mask = graph.input({ name: 'mask', type: 'float32', shape: [1, 1, 1, 1] });
  const name = alibiMask(graph, { attentionMask: tokens }, mask, alibi);
  graph.output({ name, type: 'float32', shape: ['batch', 'heads', 1, 'total'] });
  const finished = graph.finish();
  const bytes = modelBytes(finished, layOut(finished), 'none', { name: 'test', version: '1' });
  const session = await InferenceSession.create(bytes);
  const results = await session.run({
    tokens: new Tensor('int64', BigInt64Array.from(attentionMask.flat(), BigInt), shape),
    mask: new Tensor('float32', new Float32Array(1), [1, 1, 1, 1]),
  });
  await session.release();
  const bias = results[name]?.data;
  if (!(bias instanceof Float32Array)) throw new Error('no bias');
  return bias;
}
