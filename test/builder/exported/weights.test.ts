import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGraphContent } from '../../../src/builder/exported/graph-content.ts';
import { graphWeights } from '../../../src/builder/exported/weights.ts';
import { unpackExport } from '../../backends/onnx/exported.ts';
import { tempFolder } from '../temp-folder.ts';

/** Of a layer of the fixtures' LLaMAs: norms, attention, MLP. */
const layer = (hidden: number, query: number, keys: number, inner: number) =>
  2 * hidden + 2 * hidden * query + 2 * hidden * keys + 3 * hidden * inner;
const LLAMA = 2 * 260 * 16 + 2 * layer(16, 16, 8, 24) + 16;
const GENAI = 2 * 96 * 32 + layer(32, 32, 16, 32) + 32;
const GPT2 = 2 * 260 * 16 + 128 * 16 + (12 * 16 * 16 + 13 * 16) + 2 * 16;
/** The quantised matrices, without embedding and norms. */
const QUANTISED = GENAI - 96 * 32 - 3 * 32;

function tensor(name: string, type: number, ...shape: number[]) {
  return { name, type, shape, location: null, offset: 0 };
}

function node(op: string, inputs: string[], ints = {}) {
  return { op, inputs, ints };
}

/** The weights of one tensor that an operator uses. */
function weightsOf(type: number, shape: number[], op: string, ints = {}) {
  return graphWeights({
    nodes: [node(op, op === 'MatMulNBits' ? ['x', 'w'] : ['w'], ints)],
    tensors: [tensor('w', type, ...shape)],
  });
}

describe('the weights of a graph', () => {
  it.each([
    ['llama-merged', 'decoder_model_merged.onnx', LLAMA, 'fp32', [{ dtype: 'F32', values: LLAMA }]],
    ['gpt2-half', 'onnx/model_fp16.onnx', GPT2, 'fp16', [{ dtype: 'F16', values: GPT2 }]],
    ['genai-fp32', 'model.onnx', GENAI, 'fp32', [{ dtype: 'F32', values: GENAI }]],
    [
      'genai-int4',
      'model.onnx',
      GENAI,
      'q4',
      [
        { dtype: 'q4', values: QUANTISED },
        { dtype: 'F32', values: GENAI - QUANTISED },
      ],
    ],
  ])(
    'of %s are those of its model, without tables of sines, scales and packing',
    (name, graph, count, precision, dtypes) => {
      const weights = graphWeights(readGraphContent(join(unpackExport(name, tempFolder()), graph)));
      expect(weights).toMatchObject({ parameterCount: count, precision, dtypes });
    },
  );

  it('have the precision of the products, not of a table that is larger', () => {
    const { precision, parameterCount } = graphWeights({
      nodes: [
        node('Gather', ['embedding', 'input_ids']),
        node('MatMulNBits', ['x', 'matrix', 'scales', 'zeros'], { K: 64, N: 10, bits: 4, block_size: 32 }),
      ],
      tensors: [
        tensor('embedding', 10, 1000, 64),
        tensor('matrix', 2, 10, 2, 16),
        tensor('scales', 10, 20),
        tensor('zeros', 2, 10),
      ],
    });
    expect({ precision, parameterCount }).toEqual({ precision: 'q4f16', parameterCount: 64_640 });
  });

  it('are counted in whatever they are packed: bytes of a table, 4-bit types, 8 bits', () => {
    expect(weightsOf(2, [10, 32], 'GatherBlockQuantized', { bits: 4 })).toMatchObject({
      parameterCount: 640,
    });
    expect(weightsOf(22, [10, 64], 'DequantizeLinear')).toMatchObject({
      parameterCount: 640,
      precision: 'q4',
    });
    expect(weightsOf(2, [10, 1, 64], 'MatMulNBits', { K: 64, N: 10, bits: 8 })).toMatchObject({
      parameterCount: 640,
      precision: 'q8',
    });
    expect(weightsOf(3, [10, 64], 'DequantizeLinear')).toMatchObject({ precision: 'int8' });
  });

  it('are no shapes, indices or single numbers', () => {
    const tensors = [
      tensor('shape', 7, 4),
      tensor('epsilon', 1),
      tensor('one', 1, 1),
      tensor('mask', 9, 8, 8),
    ];
    expect(graphWeights({ nodes: [], tensors }).parameterCount).toBe(0);
  });
});
