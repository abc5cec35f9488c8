import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/builder/checkpoint/checkpoint.ts';
import { createGraph, type Graph } from '../../src/builder/graph/graph.ts';
import { layersOfParts } from '../../src/builder/graph/layers-of-parts.ts';
import { layOut } from '../../src/builder/onnx/external-data.ts';
import { modelBytes } from '../../src/builder/onnx/model-bytes.ts';
import { storedValues } from '../../src/builder/quantize/stored-values.ts';
import { writeWeights } from '../../src/builder/write-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [INPUTS, WIDTHS] = [6, [3, 1, 4]] as const;
const OUTPUTS = 8;

/** A layer whose result is split, and what else reads it, if anything. */
function fused({ readTwice }: { readonly readTwice: boolean }): Graph {
  const graph = createGraph();
  const x = graph.input({ name: 'x', type: 'float32', shape: ['rows', INPUTS] });
  const operands = [x, graph.tensor('w', [OUTPUTS, INPUTS]), graph.tensor('b', [OUTPUTS])];
  const whole = graph.node('Gemm', 'whole', operands, { ints: { transB: 1 } });
  const outputs = WIDTHS.map((_, part) => `part${part}`);
  graph.node('Split', 'split', [whole, graph.int64(WIDTHS)], { ints: { axis: 1 }, outputs });
  for (const [part, name] of outputs.entries())
    graph.output({ name, type: 'float32', shape: ['rows', WIDTHS[part] ?? 0] });
  if (readTwice)
    graph.output({ name: graph.node('Neg', 'other', [whole]), type: 'float32', shape: ['rows', OUTPUTS] });
  return graph.finish();
}

const weights: Readonly<Record<string, Float32Array>> = {
  w: Float32Array.from({ length: OUTPUTS * INPUTS }, (_, at) => Math.sin(at * at)),
  b: Float32Array.from({ length: OUTPUTS }, (_, at) => 10 * at),
};
const checkpoint = {
  read: (name: string, range?: { start: number; end: number }) => [
    weights[name]?.subarray(range?.start, range?.end) ?? new Float32Array(),
  ],
} as Pick<Checkpoint, 'read'> as unknown as Checkpoint;

async function run(graph: Graph, name: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const layout = layOut(graph);
  const valuesOf = storedValues(
    checkpoint,
    layout.entries.map(({ initializer }) => initializer),
  );
  await writeWeights(join(folder, `${name}.data`), valuesOf, layout, {});
  const file = join(folder, `${name}.onnx`);
  writeFileSync(file, modelBytes(graph, layout, `${name}.data`, { name: 'fiveshot', version: '' }));
  const session = await InferenceSession.create(file);
  const x = Float32Array.from({ length: 5 * INPUTS }, (_, at) => Math.cos(at));
  const outputs = await session.run({ x: new Tensor('float32', x, [5, INPUTS]) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([output, { data }]) => [output, Array.from(data as Float32Array)]),
  );
}

describe('a layer whose result is split', () => {
  it('is a layer for each part, of the same results', async () => {
    const graph = fused({ readTwice: false });
    const apart = layersOfParts(graph);
    expect(apart.nodes.map(({ op }) => op)).toEqual(['Gemm', 'Gemm', 'Gemm']);
    const [expected, actual] = [await run(graph, 'whole'), await run(apart, 'apart')];
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      expect(values.length).toBeGreaterThan(0);
      for (const [at, value] of values.entries()) expect(actual[name]?.[at]).toBeCloseTo(value, 5);
    }
  });

  it('stays whole where something else reads it', () => {
    const graph = fused({ readTwice: true });
    expect(layersOfParts(graph)).toEqual(graph);
  });
});
