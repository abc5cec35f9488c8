import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/builder/build.ts';
import { type Checkpoint, valueCount } from '../../../src/builder/checkpoint/checkpoint.ts';
import { readWhole } from '../../../src/builder/checkpoint/read-whole.ts';
import { ModelProtoSchema } from '../../../src/builder/onnx/onnx_pb.ts';
import { openWithBase, planBuild } from '../../../src/builder/plan-build.ts';
import { storedValues } from '../../../src/builder/quantize/stored-values.ts';
import { rotatedWeights } from '../../../src/builder/rotate/index.ts';
import { tempFolder } from '../temp-folder.ts';
import { tinyLlama } from '../tiny-llama.ts';
import { writeTinyLlama } from '../write-tiny-llama.ts';
import { asWide } from './as-wide.ts';

/** The numbers of ONNX's element types. */
const FLOAT = 1;
const INT8 = 3;

/** A built model's large constants by name, read with nothing but the ONNX format. */
async function builtTensors(precision: 'int8' | 'int8x3') {
  const folder = tempFolder();
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  writeTinyLlama(checkpoint, tinyLlama());
  const weights = rotated(checkpoint);
  const out = join(folder, 'model');
  const { manifest } = await buildModel({ checkpoint, out, precision });
  const model = fromBinary(ModelProtoSchema, readFileSync(join(out, 'model.onnx')));
  const data = readFileSync(join(out, 'model.onnx_data'));
  const stored = new Map<string, { type: number; dims: number[]; values: Float32Array | Int8Array }>();
  for (const { name, dims, dataType, dataLocation, externalData } of model.graph?.initializer ?? []) {
    if (dataLocation !== 1) continue;
    const entry = Object.fromEntries(externalData.map(({ key, value }) => [key, Number(value)]));
    const start = entry['offset'] ?? 0;
    const bytes = new Uint8Array(data.subarray(start, start + (entry['length'] ?? 0)));
    const values = dataType === INT8 ? new Int8Array(bytes.buffer) : new Float32Array(bytes.buffer);
    stored.set(name, { type: dataType, dims: dims.map(Number), values });
  }
  return { manifest, stored, weights, nodes: model.graph?.node ?? [], model };
}

/** The weights that are rounded; test/builder/rotate holds them to what the decoder computes. */
function rotated(
  path: string,
): ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }> {
  const opened = openWithBase({ checkpoint: path });
  const { model, checkpoint } = planBuild(opened);
  const weights = rotatedWeights(model.graph, checkpoint);
  const entries = [...checkpoint.tensors].map(([name, { shape }]) => {
    const range = { start: 0, end: valueCount(shape) };
    return [name, { shape, values: Float32Array.from(readWhole(weights, name, range)) }] as const;
  });
  opened.close();
  return new Map(entries);
}

/** The largest size of a value in each row. */
function extents(values: Float32Array, columns: number): number[] {
  return Array.from({ length: values.length / columns }, (_, row) =>
    Math.max(...values.subarray(row * columns, (row + 1) * columns).map(Math.abs)),
  );
}

describe('a model built in int8', () => {
  it('stores each matrix of a product in the nearest of 255 steps, the largest of a row being 127', async () => {
    const { stored, weights, manifest } = await builtTensors('int8');
    expect(manifest.precision).toBe('int8');
    let matrices = 0;
    for (const [name, { shape, values }] of weights) {
      const [rows = 0, columns = 0] = shape;
      if (shape.length === 1 || name === 'model.embed_tokens.weight' || name === 'lm_head.weight') {
        expect(stored.get(name)).toMatchObject({ type: FLOAT, values });
        continue;
      }
      expect(stored.has(name)).toBe(false);
      const scales = stored.get(`${name}/scales`)?.values ?? [];
      const high = stored.get(`${name}/high`);
      expect(high).toMatchObject({ type: INT8, dims: [rows, columns] });
      expect(scales).toHaveLength(rows);
      for (const [row, extent] of extents(values, columns).entries()) {
        const scale = scales[row] ?? Number.NaN;
        expect(scale * 127).toBeCloseTo(extent, 6);
        for (let at = row * columns; at < (row + 1) * columns; at += 1) {
          const error = (values[at] ?? Number.NaN) - scale * (high?.values[at] ?? Number.NaN);
          expect(Math.abs(error)).toBeLessThanOrEqual(scale * 0.500001);
        }
      }
      matrices += 1;
    }
    expect(matrices).toBe(2 * 7);
    expect(manifest.parameterCount).toBe(
      [...weights.values()].reduce((sum, one) => sum + one.values.length, 0),
    );
  });

  it('finds the scales of activations once for all products that read them', async () => {
    const { nodes, model } = await asWide(() => builtTensors('int8'));
    const count = (op: string): number => nodes.filter(({ opType }) => opType === op).length;
    // The last one gives the logits.
    expect(count('Gemm')).toBe(1);
    // That of v has weights of two parts.
    expect(count('QGemm')).toBe(2 * (7 + 1));
    // Before q, k and v; o; gate and up; down, in two parts.
    expect(count('QuantizeLinear')).toBe(2 * 5);
    expect(model.opsetImport.map(({ domain }) => domain)).toEqual(['', 'com.microsoft']);
  });

  it('has all in two parts but the weights of gate and up where the hidden state is narrow', async () => {
    const { nodes } = await builtTensors('int8');
    const count = (op: string): number => nodes.filter(({ opType }) => opType === op).length;
    expect(count('Gemm')).toBe(1);
    expect(count('QGemm')).toBe(2 * (7 + 5));
    expect(count('QuantizeLinear')).toBe(2 * 4 * 2);
  });
});

describe('a model built in int8x3', () => {
  it('stores what the first steps leave in 254 times finer ones', async () => {
    const { stored, weights } = await builtTensors('int8x3');
    const name = 'model.layers.1.mlp.down_proj.weight';
    const { shape, values } = weights.get(name) ?? { shape: [], values: new Float32Array() };
    const [rows = 0, columns = 0] = shape;
    const [high, low, scales] = ['high', 'low', 'scales'].map(
      (part) => stored.get(`${name}/${part}`)?.values ?? new Int8Array(),
    );
    for (let row = 0; row < rows; row += 1) {
      const scale = scales?.[row] ?? Number.NaN;
      for (let at = row * columns; at < (row + 1) * columns; at += 1) {
        const kept = ((high?.[at] ?? 0) + (low?.[at] ?? 0) / 254) * scale;
        expect(Math.abs((values[at] ?? Number.NaN) - kept)).toBeLessThanOrEqual((0.501 * scale) / 254);
      }
    }
    expect(values.length).toBeGreaterThan(0);
  });
});

describe('quantised values', () => {
  /** A matrix that is read in several steps, with a row of zeros and a column of them. */
  const shape = [150, 4100] as const;
  const values = Float32Array.from({ length: 150 * 4100 }, (_, at) =>
    at < 4100 || at % 4100 === 5 ? 0 : Math.sin(at * 0.7) * (1 + (at % 11)),
  );
  const checkpoint = {
    *read(_: string, { start, end } = { start: 0, end: values.length }) {
      // Uneven chunks, as a format may give them.
      for (let at = start; at < end; at += 200_003) yield values.subarray(at, Math.min(at + 200_003, end));
    },
  } as Pick<Checkpoint, 'read'> as Checkpoint;

  it.each(['rows', 'columns'] as const)('have one scale for each of the %s of a matrix', (channels) => {
    const source = { name: 'w', tensor: 'w', firstRow: 0, shape, channels };
    const read = storedValues(checkpoint, []);
    const collect = (part: 'high' | 'scales'): number[] => {
      const size = part === 'high' ? shape : [channels === 'rows' ? 150 : 4100];
      const chunks = read({ kind: 'quantized', name: part, shape: size, part, source });
      return Array.from(chunks, (chunk) => Array.from(chunk)).flat();
    };
    const high = collect('high');
    const scales = collect('scales');
    expect(high).toHaveLength(values.length);
    expect(scales).toHaveLength(channels === 'rows' ? 150 : 4100);
    const largest = new Float64Array(scales.length);
    let wrong = 0;
    for (const [at, value] of values.entries()) {
      const channel = channels === 'rows' ? Math.floor(at / 4100) : at % 4100;
      const scale = scales[channel] ?? Number.NaN;
      const whole = high[at] ?? Number.NaN;
      if (!(Math.abs(value - scale * whole) <= 0.500001 * scale)) wrong += 1;
      largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(whole));
    }
    expect(wrong).toBe(0);
    // All 127 steps are used, but in the channel of zeros.
    expect([...largest].filter((steps) => steps !== 127)).toEqual([0]);
  });
});
