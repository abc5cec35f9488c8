import { join, resolve } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../src/builder/checkpoint/read-whole.ts';
import { createGraph, type Graph, type GraphBuilder } from '../../../src/builder/graph/graph.ts';
import { layOut } from '../../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../../src/builder/onnx/model-bytes.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { inPrecision, weightsInPrecision } from '../../../src/builder/quantize/in-precision.ts';
import { addEvenRows } from '../../../src/builder/quantize/add-quantized-rows.ts';
import { goldenCheckpoints, goldenPaths } from '../golden-checkpoints.ts';
import { asWide } from './as-wide.ts';

const reference = process.env['FIVESHOT_REFERENCE'];
const checkpoints = [
  resolve(import.meta.dirname, '../../fixtures/builder'),
  ...(reference === undefined ? [] : [join(reference, 'golden/architectures')]),
].flatMap((root) => goldenCheckpoints(root).map((name) => join(root, name)));

/** What is quantised with one constant step for all of its rows. */
function withOneStep({ nodes, initializers }: Graph): readonly string[] {
  const constants = new Set(initializers.map(({ name }) => name));
  const steps = nodes.filter(
    ({ op, inputs: [, step = ''] }) => op === 'QuantizeLinear' && constants.has(step),
  );
  return steps.filter(({ name }) => name.endsWith('.high')).map(({ inputs: [x = ''] }) => x);
}

/** What matrices read from an RMSNorm whose factors are all 1, which only a rotation makes of them; null where they are computed. */
function rotatedNorms(graph: Graph, factorsOf: (name: string) => Float32Array | null): readonly string[] {
  const read = new Set(graph.nodes.filter(({ op }) => op === 'Gemm').map(({ inputs: [x] }) => x));
  const norms = graph.nodes.filter(({ op, name }) => op === 'RMSNormalization' && read.has(name));
  return norms
    .filter(({ inputs: [, factors = ''] }) => factorsOf(factors)?.every((factor) => factor === 1))
    .map(({ name }) => name);
}

describe.skipIf(reference !== undefined)('even rows of all architectures', () => {
  it.skip('needs FIVESHOT_REFERENCE, the folder that holds golden/architectures', () => {});
});

describe.each(checkpoints)('%s', (path) => {
  it('has one step for all rows behind norms that the rotation has made even, and only there', async () => {
    const opened = openWithBase(goldenPaths(path));
    const { model, checkpoint } = planBuild(opened);
    const { graph, layers } = model;
    const weights = weightsInPrecision(graph, checkpoint, 'int8x3');
    const expected = rotatedNorms(graph, (name) => {
      const [end] = checkpoint.tensors.get(name)?.shape ?? [];
      return end === undefined ? null : readWhole(weights, name, { start: 0, end });
    });
    expect([0, 2 * layers]).toContain(expected.length);
    expect(withOneStep(inPrecision(graph, 'int8x3'))).toEqual(expected);
    expect(withOneStep(inPrecision(graph, 'int8'))).toEqual(expected);
    // In one part each row has its own scale.
    expect(withOneStep(await asWide(() => inPrecision(graph, 'int8')))).toEqual([]);
    opened.close();
  });
});

const COLUMNS = 6;

/** Runs a graph of one input, rows of `COLUMNS` values. */
async function run(
  rows: Float32Array,
  build: (graph: GraphBuilder, x: string) => string,
): Promise<readonly number[]> {
  const graph = createGraph();
  const x = graph.input({ name: 'x', type: 'float32', shape: ['rows', COLUMNS] });
  graph.output({ name: build(graph, x), type: 'float32', shape: ['quantized', COLUMNS] });
  const finished = graph.finish();
  const producer = { name: 'fiveshot', version: '' };
  const session = await InferenceSession.create(modelBytes(finished, layOut(finished), 'none', producer));
  const outputs = await session.run({
    x: new Tensor('float32', rows, [rows.length / COLUMNS, COLUMNS]),
  });
  await session.release();
  return Object.values(outputs).flatMap(({ data }) => Array.from(data as Float32Array));
}

/** ONNX's number of float32. */
const FLOAT = 1;

/** The range, as the documentation names it, and the steps that follow. */
const RANGE = 6;
const STEP = RANGE / 127;
const FINEST = STEP / 254;

/** What rows become in whole numbers and back. */
async function kept(rows: readonly number[]): Promise<readonly number[]> {
  const whole = await run(Float32Array.from(rows), (graph, x) => {
    const { high, both } = addEvenRows(graph, x);
    return graph.node('Cast', 'whole', [both ?? high], { ints: { to: FLOAT } });
  });
  expect(whole).toHaveLength(2 * rows.length);
  return rows.map(
    (_, at) =>
      STEP * ((whole[at] ?? Number.NaN) - 128 + ((whole[rows.length + at] ?? Number.NaN) - 128) / 254),
  );
}

describe('even rows', () => {
  it('are off by half a step of the second part at most, up to the range', async () => {
    const spread = Array.from({ length: 20 * COLUMNS }, (_, at) => RANGE * Math.sin(at * at));
    const rows = [...spread, RANGE, -RANGE, 1, -1, 0, 1e-9];
    const result = await kept(rows);
    for (const [at, value] of rows.entries())
      expect(Math.abs((result[at] ?? Number.NaN) - value)).toBeLessThan(0.505 * FINEST);
  });

  it('are off beyond the range by what lies beyond it, and nowhere else', async () => {
    // A row of 64 values with the root mean square 1 has at most its square root in one of them.
    const rows = [Math.sqrt(64), -Math.sqrt(64), RANGE + 1, -RANGE - 1, 0.5, -0.5];
    const result = await kept(rows);
    for (const [at, value] of rows.entries()) {
      const beyond = Math.max(0, Math.abs(value) - RANGE);
      const error = Math.abs(value - (result[at] ?? Number.NaN));
      expect(error).toBeLessThan(beyond + 0.505 * FINEST);
      // The lowest whole number is a step further, and the second part adds half a step.
      expect(error).toBeGreaterThan(beyond - 1.51 * STEP);
    }
  });
});
