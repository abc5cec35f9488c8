import { describe, expect, it } from 'vitest';
import { sumProfile } from '../../../bench/score/graph-profile.ts';

interface Made {
  readonly operator: string;
  readonly microseconds: number;
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  readonly type?: string;
}

/** An event as ONNX Runtime 1.30 writes it, with the part of its fields that is read and some that are not. */
function event({ operator, microseconds, inputs, output, type = 'float' }: Made): object {
  return {
    cat: 'Node',
    pid: 7,
    tid: 7,
    dur: microseconds,
    ts: 1,
    ph: 'X',
    name: `some.node_kernel_time`,
    args: {
      op_name: operator,
      provider: 'CPUExecutionProvider',
      node_index: '3',
      input_type_shape: inputs.map((shape) => ({ [type]: shape })),
      output_type_shape: [{ float: output }],
    },
  };
}

describe('the profile of a session', () => {
  it('is summed by operator, the slowest first, without what is no operator', () => {
    const { operators } = sumProfile([
      { cat: 'Session', pid: 7, tid: 7, dur: 9_000_000, ts: 1, ph: 'X', name: 'model_run', args: {} },
      event({ operator: 'Add', microseconds: 20, inputs: [[4, 8], [8]], output: [4, 8] }),
      event({ operator: 'Attention', microseconds: 300, inputs: [[1, 4, 8]], output: [1, 4, 8] }),
      event({ operator: 'Add', microseconds: 30, inputs: [[4, 8], [8]], output: [4, 8] }),
    ]);
    expect(operators).toEqual([
      { operator: 'Attention', part: 'attention', calls: 1, seconds: expect.closeTo(300e-6) },
      { operator: 'Add', part: 'rest', calls: 2, seconds: expect.closeTo(50e-6) },
    ]);
  });

  it('tells products with weights, packed or not, from those of two computed matrices', () => {
    const { operators, products } = sumProfile([
      event({ operator: 'Gemm', microseconds: 50, inputs: [[64, 16]], output: [64, 32] }),
      event({ operator: 'Gemm', microseconds: 40, inputs: [[64, 16]], output: [64, 32] }),
      event({
        operator: 'MatMul',
        microseconds: 5,
        inputs: [
          [1, 2, 16],
          [16, 32],
        ],
        output: [1, 2, 32],
      }),
      event({
        operator: 'MatMul',
        microseconds: 3,
        inputs: [
          [1, 2],
          [2, 2048],
        ],
        output: [1, 2048],
      }),
      event({
        operator: 'MatMul',
        microseconds: 70,
        inputs: [
          [1, 3, 64, 8],
          [1, 3, 8, 64],
        ],
        output: [1, 3, 64, 64],
      }),
      event({
        operator: 'QGemm',
        microseconds: 9,
        inputs: [[64, 16], [], [], [32]],
        output: [64, 32],
        type: 'uint8',
      }),
    ]);
    expect(operators.map(({ operator, part }) => [operator, part])).toEqual([
      ['Gemm', 'gemm'],
      ['MatMul', 'attention'],
      ['QGemm', 'gemm'],
      ['MatMul', 'gemm'],
      ['MatMul', 'rest'],
    ]);
    expect(products).toMatchObject([
      { kind: 'fp32', rows: 64, inner: 16, columns: 32, calls: 2, best: expect.closeTo(40e-6) },
      { kind: 'int8', rows: 64, inner: 16, columns: 32, calls: 1 },
      { kind: 'fp32', rows: 2, inner: 16, columns: 32, calls: 1 },
    ]);
  });

  it('is refused where it is of another form', () => {
    expect(() => sumProfile({ traceEvents: [] })).toThrow();
  });
});
