import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { InputError } from '../../errors.ts';

/** The tokens seen so far, and keys and values of every layer for them in the graph's own tensors, where it keeps such. */
export interface KeyValueCache {
  readonly ids: readonly number[];
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Tokens of the sequences that go on from here; only graphs read it that compute long ones otherwise from their start. */
  readonly finalLength: number;
}

/**
 * A decoder graph in the Hugging Face ONNX layout, driven one sequence at a time. One that has no caches takes whole
 * sequences: extending costs nothing then, and the logits cost all tokens.
 */
export interface Decoder {
  readonly hasCache: boolean;
  /** Runs tokens after a cache and gives the cache that also covers them. */
  extend(ids: readonly number[], past: KeyValueCache): Promise<KeyValueCache>;
  /** Whether several sequences run at once after one cache; else they run one by one, with the same logits. */
  readonly packs: boolean;
  /** Runs sequences that each follow a cache, and gives the logits over the vocabulary at the last token of each. */
  lastLogits(
    sequences: readonly (readonly number[])[],
    past: KeyValueCache,
  ): Promise<readonly Float32Array[]>;
  /** The cache before any token of sequences of such a length. */
  empty(finalLength: number): KeyValueCache;
  close(): Promise<void>;
}

/** Opens a graph file. Throws InputError where the runtime can't load it or its inputs and outputs are of another layout. */
export async function openDecoder(file: string, threads: number): Promise<Decoder> {
  const ort = await loadRuntime();
  const session = await createSession(ort, file, threads);
  const caches = cacheNames(session, file);
  const hasCache = caches.length > 0;
  const named = (all: Readonly<Record<string, Tensor>>, name: string): Tensor => {
    const tensor = all[name];
    if (tensor !== undefined) return tensor;
    throw new InputError(`${file} asks for an input '${name}', which fiveshot does not know.`);
  };
  const packs = session.inputNames.includes('logit_rows');
  const run = (sequences: Sequences, past: KeyValueCache, outputs: readonly string[]) => {
    const all = hasCache
      ? inputsOf(ort, sequences, past)
      : inputsOf(ort, [[...past.ids, ...sequences.flat()]], { ...past, ids: [] });
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, named(all, name)]));
    return session.run(feeds, outputs);
  };
  const emptyTensors = Object.fromEntries(
    caches.map(({ past, heads, size }) => [
      past,
      new ort.Tensor('float32', new Float32Array(0), [1, heads, 0, size]),
    ]),
  );

  return {
    hasCache,
    packs,
    empty: (finalLength) => ({ ids: [], tensors: emptyTensors, finalLength }),
    async extend(ids, past) {
      const seen = { ...past, ids: [...past.ids, ...ids] };
      if (!hasCache) return seen;
      const outputs = await run(
        [ids],
        past,
        caches.map(({ present }) => present),
      );
      const tensors = caches.map(({ past: name, present }) => [name, named(outputs, present)]);
      return { ...seen, tensors: Object.fromEntries(tensors) };
    },
    async lastLogits(sequences, past) {
      if (!packs && sequences.length > 1) throw new RangeError(`${file} takes one sequence at a time`);
      const { logits } = await run(sequences, past, ['logits']);
      if (!(logits?.data instanceof Float32Array)) {
        throw new InputError(
          `${file} gives logits of type ${logits?.type ?? 'none'}, and fiveshot reads float32.`,
        );
      }
      const { data } = logits;
      const vocabulary = logits.dims.at(-1) ?? 0;
      // A graph of another make gives the logits at every token; those of the last ones stand last.
      const first = data.length - sequences.length * vocabulary;
      return sequences.map((_, row) =>
        data.subarray(first + row * vocabulary, first + (row + 1) * vocabulary),
      );
    },
    close: () => session.release(),
  };
}

type Sequences = readonly (readonly number[])[];

/** The tokens that all others may see; those of one question alone have numbers above it. */
const SHARED = 1;

/** Every input that a decoder may ask for, for sequences that each follow a cache. */
function inputsOf(ort: Runtime, sequences: Sequences, past: KeyValueCache): Record<string, Tensor> {
  const before = past.ids.length;
  const int64 = (values: readonly number[], dims: readonly number[]): Tensor =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const row = (values: readonly number[]): Tensor => int64(values, [1, values.length]);
  const ends = sequences.map((_, index) =>
    sequences.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
  );
  const owners = sequences.map((_, index) => (sequences.length === 1 ? SHARED : SHARED + 1 + index));
  return {
    ...past.tensors,
    input_ids: row(sequences.flat()),
    attention_mask: row([
      ...past.ids.map(() => SHARED),
      ...sequences.flatMap((ids, index) => ids.map(() => owners[index] ?? SHARED)),
    ]),
    position_ids: row(sequences.flatMap((ids) => ids.map((_, index) => before + index))),
    logit_rows: int64(
      ends.map((end) => end - 1),
      [ends.length],
    ),
    final_length: int64([past.finalLength], [1]),
  };
}

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

/** Loaded with the first graph, since the library takes longer to load than all of ours. */
function loadRuntime() {
  return import('onnxruntime-node');
}

async function createSession(ort: Runtime, file: string, threads: number): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `ONNX Runtime can't load ${file} (${firstLine(reason)}); build the model folder again with 'fiveshot model build'.`,
    );
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}

interface CacheName {
  readonly past: string;
  readonly present: string;
  readonly heads: number;
  readonly size: number;
}

/** Pairs `past_key_values.N.key` with `present.N.key`; shape [batch, heads, tokens, head size] from the graph's metadata. */
function cacheNames(session: InferenceSession, file: string): readonly CacheName[] {
  const names: CacheName[] = [];
  for (const input of session.inputMetadata) {
    if (!input.name.startsWith('past_key_values.')) continue;
    const present = input.name.replace('past_key_values.', 'present.');
    const [, heads, , size] = input.isTensor ? input.shape : [];
    if (!session.outputNames.includes(present) || typeof heads !== 'number' || typeof size !== 'number') {
      throw new InputError(
        `${file} has an input '${input.name}' without a fixed shape or without an output '${present}'.`,
      );
    }
    names.push({ past: input.name, present, heads, size });
  }
  if (!session.inputNames.includes('input_ids') || !session.outputNames.includes('logits')) {
    throw new InputError(
      `${file} is no decoder (inputs ${session.inputNames.join(', ')}, outputs ${session.outputNames.join(', ')}); build one with 'fiveshot model build'.`,
    );
  }
  return names;
}
