import type { Backend } from '../backend.ts';
import type { OnnxBackendOptions } from './index.ts';
import { startModelThread } from './model-thread.ts';

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
  const started = threads.map((own) => ({ own, thread: startModelThread() }));
  const close = async (): Promise<void> => {
    await Promise.all(started.map(({ thread }) => thread.end()));
  };
  const opened = await Promise.allSettled(
    started.map(({ own, thread }) => thread.open({ ...options, threads: own })),
  );
  const replicas = opened.flatMap((one) =>
    one.status === 'fulfilled' ? [{ backend: one.value, requests: 0 }] : [],
  );
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
