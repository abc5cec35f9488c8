import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { float16 } from '../../bytes/float16.ts';
import { InputError } from '../../errors.ts';
import { LOGIT_ROWS } from '../../model-folder.ts';
import { feedsOf, type Sequences } from './inputs.ts';
import { cutTensor, tensorOf } from './cut-tensor.ts';
import { BUILT_LAYOUT, cacheTensors, type CacheTensor, type GraphLayout } from './layout.ts';
import { openSession, type OpenSession, type Runtime, type RuntimeSettings } from './session.ts';

/** The tokens seen so far, and keys and values of every layer for them in the graph's own tensors, where it keeps such. */
export interface KeyValueCache {
  readonly ids: readonly number[];
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Tokens of the sequences that go on from here; only graphs read it that compute long ones otherwise from their start. */
  readonly finalLength: number;
}

/**
 * A decoder graph, driven by the names of its inputs and outputs. One that has no caches takes
 * whole sequences: extending costs nothing then, and the logits cost all tokens.
 */
export interface Decoder {
  readonly hasCache: boolean;
  /** Runs tokens after a cache and gives the cache that also covers them. */
  extend(ids: readonly number[], past: KeyValueCache): Promise<KeyValueCache>;
  /** The cache of a cache's first tokens. */
  cut(cache: KeyValueCache, length: number): KeyValueCache;
  /** Whether several sequences can run at once after one cache. */
  readonly packs: boolean;
  /** Runs tokens after a cache and gives the logits over the vocabulary at the last of them. */
  lastLogits(ids: readonly number[], past: KeyValueCache): Promise<Float32Array>;
  /** The same of several sequences that each follow the cache, where the graph `packs`. */
  packLogits(sequences: Sequences, past: KeyValueCache): Promise<readonly Float32Array[]>;
  /** The cache before any token of sequences of such a length. */
  empty(finalLength: number): KeyValueCache;
  close(): Promise<void>;
}

/** Opens a graph file. Throws InputError where the runtime can't load it or its inputs and outputs are of another layout. */
export async function openDecoder(
  file: string,
  settings: RuntimeSettings,
  layout: GraphLayout = BUILT_LAYOUT,
): Promise<Decoder> {
  const open = await openSession(file, settings);
  try {
    return driveSession(open, file, layout);
  } catch (error) {
    await open.session.release();
    throw error;
  }
}

function driveSession({ ort, session }: OpenSession, file: string, layout: GraphLayout): Decoder {
  const { names, prefixReuse } = layout;
  checkOutputs(session, names, file);
  const caches = cacheTensors(session, layout, file);
  const hasCache = caches.length > 0 && prefixReuse;
  const feeds = feedsOf(ort, { file, metadata: session.inputMetadata, names, caches });
  const tensors = emptyTensors(ort, caches);

  const run = (sequences: Sequences, past: KeyValueCache, outputs: readonly string[]) => {
    const [now, before] = hasCache
      ? [sequences, past]
      : [sequences.map((ids) => [...past.ids, ...ids]), { ...past, ids: [] }];
    return session.run(Object.fromEntries(feeds.map(([name, feed]) => [name, feed(now, before)])), outputs);
  };

  const packLogits = async (sequences: Sequences, past: KeyValueCache): Promise<readonly Float32Array[]> => {
    const { [names.logits]: logits } = await run(sequences, past, [names.logits]);
    return lastRows(logits, sequences.length, file);
  };

  return {
    hasCache,
    packs: hasCache && session.inputNames.includes(LOGIT_ROWS),
    empty: (finalLength) => ({ ids: [], tensors, finalLength }),
    async extend(ids, past) {
      const seen = { ...past, ids: [...past.ids, ...ids] };
      if (!hasCache) return seen;
      const presents = caches.map(({ present }) => present);
      const outputs = await run([ids], past, presents);
      const after = caches.flatMap(({ past: name, present }) => {
        const tensor = outputs[present];
        return tensor === undefined ? [] : [[name, tensor] as const];
      });
      return { ...seen, tensors: Object.fromEntries(after) };
    },
    cut(cache, length) {
      if (length === cache.ids.length) return cache;
      const ids = cache.ids.slice(0, length);
      if (!hasCache) return { ...cache, ids };
      const kept = Object.entries(cache.tensors).map(([name, tensor]) => [
        name,
        cutTensor(ort, tensor, length),
      ]);
      return { ...cache, ids, tensors: Object.fromEntries(kept) };
    },
    async lastLogits(ids, past) {
      const [logits] = await packLogits([ids], past);
      if (logits === undefined) throw new RangeError('one sequence has one row of logits');
      return logits;
    },
    packLogits,
    close: () => session.release(),
  };
}

function checkOutputs(
  { inputNames, outputNames }: InferenceSession,
  { inputIds, logits }: GraphLayout['names'],
  file: string,
): void {
  if (inputNames.includes(inputIds) && outputNames.includes(logits)) return;
  throw new InputError(
    `${file} is no decoder with an input '${inputIds}' and an output '${logits}' (its inputs are ${inputNames.join(', ')}, its outputs ${outputNames.join(', ')}); export the model for text generation, or build it from its checkpoint.`,
  );
}

function emptyTensors(ort: Runtime, caches: readonly CacheTensor[]): Record<string, Tensor> {
  return Object.fromEntries(
    caches.map(({ past, type, heads, width }) => [
      past,
      tensorOf(ort, type, { dims: [1, heads, 0, width], bytes: new Uint8Array(0) }),
    ]),
  );
}

/** The last rows of the logits, in float32; graphs give those that are asked for, the last position's alone, or all. */
function lastRows(logits: Tensor | undefined, count: number, file: string): readonly Float32Array[] {
  const type = logits?.type ?? 'none';
  const data: unknown = logits?.data;
  if (logits === undefined || !(type === 'float32' || type === 'float16') || !ArrayBuffer.isView(data)) {
    throw new InputError(`${file} gives logits of type ${type}, and fiveshot reads float32 and float16.`);
  }
  const vocabulary = logits.dims.at(-1) ?? 0;
  const bytes = vocabulary * (type === 'float32' ? 4 : 2);
  const first = data.byteOffset + data.byteLength - count * bytes;
  return Array.from({ length: count }, (_, row) => {
    const start = first + row * bytes;
    if (type === 'float32') return new Float32Array(data.buffer, start, vocabulary);
    // The bit patterns, whatever class the runtime gives them in: it is another one from Node.js 24 on.
    return Float32Array.from(new Uint16Array(data.buffer, start, vocabulary), float16);
  });
}
