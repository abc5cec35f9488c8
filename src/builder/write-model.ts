import { basename } from 'node:path';
import { usableThreads } from '../machine/threads.ts';
import type { Manifest } from '../model-folder.ts';
import type { Precision } from '../precision.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { DataLayout } from './onnx/external-data.ts';
import type { CheckpointPaths, PlannedBuild } from './plan-build.ts';
import { weightsInPrecision } from './quantize/in-precision.ts';
import { storedValues } from './quantize/stored-values.ts';
import { parallelValues } from './workers/parallel-values.ts';
import type { Watch } from './write-files.ts';
import { hashFile, writeWeights } from './write-files.ts';

/** Threads at most: each may hold a matrix or two as float32, and what one thread can hash and write is soon reached. */
const MOST_THREADS = 4;

/** Bytes of a data file from which on it is worth it to start threads. */
const WORTH_THREADS = 64 * 1024 * 1024;

export interface ModelWeights extends Pick<PlannedBuild, 'checkpoint' | 'model'> {
  readonly paths: CheckpointPaths;
  readonly precision: Precision;
  readonly layout: DataLayout;
}

export interface WriteOptions extends Watch {
  /**
   * Threads that compute weights, besides the one that writes them; 0 leaves all to that one. By default one for each core, 4 at most,
   * where there is something to compute.
   */
  readonly threads?: number | undefined;
}

/** SHA-256 of the written weights, and of the files that they were made of. */
interface Written {
  readonly weights: string;
  readonly sources: Manifest['source']['files'];
}

/** Writes the data file of a model, the same whatever the number of threads. Throws the signal's reason once it is aborted. */
export async function writeModel(path: string, model: ModelWeights, options: WriteOptions): Promise<Written> {
  const { threads = threadsFor(model) } = options;
  return threads === 0 ? writeAlone(path, model, options) : writeTogether(path, model, options, threads);
}

function threadsFor({ precision, layout }: ModelWeights): number {
  if (precision === 'fp32' || layout.length < WORTH_THREADS) return 0;
  const { count } = usableThreads();
  return count === 1 ? 0 : Math.min(count, MOST_THREADS);
}

async function writeAlone(
  path: string,
  { model, checkpoint, precision, layout }: ModelWeights,
  watch: Watch,
): Promise<Written> {
  const valuesOf = storedValues(
    weightsInPrecision(model.graph, checkpoint, precision),
    layout.entries.map(({ initializer }) => initializer),
  );
  const weights = await writeWeights(path, valuesOf, layout, watch);
  return { weights, sources: await hashSources(checkpoint, watch) };
}

/** Hashes the sources while other threads compute. */
async function writeTogether(
  path: string,
  { paths, precision, layout, checkpoint }: ModelWeights,
  { onProgress, signal }: Watch,
  workers: number,
): Promise<Written> {
  const stop = new AbortController();
  const watch = {
    onProgress,
    signal: AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]),
  };
  const values = parallelValues({ paths, precision, workers }, layout);
  const writing = writeWeights(path, values.valuesOf, layout, watch);
  const hashing = hashSources(checkpoint, watch);
  try {
    const [weights, sources] = await Promise.all([writing, hashing]);
    return { weights, sources };
  } finally {
    stop.abort();
    await values.close();
    await Promise.allSettled([writing, hashing]);
  }
}

async function hashSources(checkpoint: Checkpoint, watch: Watch): Promise<Manifest['source']['files']> {
  const files = [];
  for (const path of checkpoint.weightFiles)
    files.push({ name: basename(path), ...(await hashFile(path, watch)) });
  return files;
}
