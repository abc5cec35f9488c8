import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelFolder } from '../../src/model-folder.ts';

/** Keys and values of one call, by their names without `present.` or `past_key_values.`. */
export type Cache = ReadonlyMap<string, Tensor>;

export interface Step {
  /** Token ids of each row; shorter rows are padded on the left. */
  readonly rows: readonly (readonly number[])[];
  readonly past?: Cache;
  /** Ask for the cache too, not for the logits alone. */
  readonly keep?: boolean;
  /** Length of the longest sequence that will go on from here, for graphs that ask for it. */
  readonly finalLength?: number;
  /** Rows of the flattened batch whose logits are wanted; each row's last token by default. */
  readonly logitRows?: readonly number[];
}

export interface StepResult {
  /** Logits of each wanted row. */
  readonly logits: readonly Float32Array[];
  readonly cache: Cache;
}

export type Decoder = Awaited<ReturnType<typeof openDecoder>>;

/** Drives a built graph with nothing but its documented inputs and outputs. */
export async function openDecoder(folder: ModelFolder) {
  const session = await InferenceSession.create(folder.graphPath, { intraOpNumThreads: 1 });
  const { layers, kvHeads, headDim, vocabSize } = folder.manifest;
  const entries = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();

  async function step({ rows, past, keep = false, finalLength = 0, logitRows }: Step): Promise<StepResult> {
    const batch = rows.length;
    const sequence = Math.max(...rows.map((row) => row.length));
    const wanted = logitRows ?? rows.map((_, row) => (row + 1) * sequence - 1);
    const before = past?.get('0.key')?.dims[2] ?? 0;
    const ids = rows.flatMap((row) => [...Array.from({ length: sequence - row.length }, () => 0), ...row]);
    const padding = rows.map((row) => sequence - row.length);
    const positions = padding.flatMap((pad) =>
      Array.from({ length: sequence }, (_, index) => before + Math.max(0, index - pad)),
    );
    const mask = padding.flatMap((pad) =>
      Array.from({ length: before + sequence }, (_, index) =>
        index < before || index >= before + pad ? 1 : 0,
      ),
    );
    const all: Record<string, Tensor> = {
      input_ids: int64(ids, [batch, sequence]),
      position_ids: int64(positions, [batch, sequence]),
      attention_mask: int64(mask, [batch, before + sequence]),
      logit_rows: int64(wanted, [wanted.length]),
      final_length: int64(Array<number>(batch).fill(finalLength), [batch]),
    };
    const empty = new Tensor('float32', new Float32Array(), [batch, kvHeads, 0, headDim]);
    for (const entry of entries) all[`past_key_values.${entry}`] = past?.get(entry) ?? empty;
    const feeds = Object.fromEntries(
      Object.entries(all).filter(([name]) => session.inputNames.includes(name)),
    );
    const names = keep ? ['logits', ...entries.map((entry) => `present.${entry}`)] : ['logits'];
    const results = await session.run(feeds, names);
    const data = floats(results['logits']);
    return {
      logits: wanted.map((_, row) => data.slice(row * vocabSize, (row + 1) * vocabSize)),
      cache: new Map(
        entries.flatMap((entry) => {
          const tensor = results[`present.${entry}`];
          return tensor === undefined ? [] : [[entry, tensor]];
        }),
      ),
    };
  }

  return { step, release: () => session.release() };
}

/** The cache of one sequence for `count` rows that continue it. */
export function repeatCache(cache: Cache, count: number): Cache {
  return new Map(
    [...cache].map(([entry, tensor]) => {
      const data = floats(tensor);
      const repeated = new Float32Array(data.length * count);
      for (let row = 0; row < count; row += 1) repeated.set(data, row * data.length);
      return [entry, new Tensor('float32', repeated, [count, ...tensor.dims.slice(1)])];
    }),
  );
}

/** Largest absolute difference; NaN where one of the values is no number. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN;
  let largest = 0;
  for (let index = 0; index < actual.length; index += 1) {
    largest = Math.max(largest, Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN)));
  }
  return largest;
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('a float32 tensor is missing from the results');
}

function int64(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}
