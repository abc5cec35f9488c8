import type { Backend } from '../backend.ts';
import { openInThread } from './in-thread.ts';
import type { OnnxBackendOptions } from './index.ts';
import { takeDenormalsForZero } from './session.ts';

/**
 * Several copies of a model that score side by side, each in a thread of its own, with its part of the threads: those of one
 * small operator wait for each other, those of several models do not. A request is one copy's, the one that has the fewest.
 * Scores are those of one copy with all threads, to the last bit: how many threads compute a value changes no order of its
 * sums. Throws InputError where the graph can't be loaded.
 */
export async function openReplicas(
  options: Omit<OnnxBackendOptions, 'threads'>,
  threads: readonly number[],
): Promise<Backend> {
  // Each copy's thread is waited for when this one ends.
  process.setMaxListeners(process.getMaxListeners() + threads.length);
  // A thread computes as the one that starts it does.
  await takeDenormalsForZero();
  const opened = await Promise.allSettled(threads.map((own) => openInThread({ ...options, threads: own })));
  const replicas = opened.flatMap((one) =>
    one.status === 'fulfilled' ? [{ backend: one.value, requests: 0 }] : [],
  );
  const close = async (): Promise<void> => {
    await Promise.all(replicas.map(({ backend }) => backend.close()));
  };
  const failed = opened.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    name: 'onnx',
    contextLength: options.contextLength,
    replicas: replicas.length,
    async *score(groups, signal) {
      const replica = replicas.reduce((a, b) => (b.requests < a.requests ? b : a));
      replica.requests += 1;
      try {
        yield* replica.backend.score(groups, signal);
      } finally {
        replica.requests -= 1;
      }
    },
    close,
  };
}
