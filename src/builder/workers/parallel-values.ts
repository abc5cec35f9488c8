import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../errors.ts';
import type { DataLayout } from '../onnx/external-data.ts';
import type { ValuesOf } from '../write-files.ts';
import { kibibytes, type Message, type Order } from './messages.ts';
import { type Share, shareOut } from './shares.ts';

/** Threads that make the weights of a model. */
export interface ParallelValues {
  /** To be asked for all initializers, in the order of the layout. Throws what a worker threw. */
  readonly valuesOf: ValuesOf;
  /** Ends the threads, wherever they are. */
  close(): Promise<void>;
}

/** Starts threads, each of which opens the checkpoint itself and makes its shares of the data file, some way ahead. */
export function parallelValues(
  { workers, ...order }: Pick<Order, 'paths' | 'precision' | 'workers'>,
  layout: DataLayout,
): ParallelValues {
  const threads = Array.from({ length: workers }, (_, worker) =>
    startThread({ ...order, workers, worker, taken: new Int32Array(new SharedArrayBuffer(4)) }),
  );
  const shares = new Map<string, Share[]>();
  for (const share of shareOut(layout, workers)) {
    const { name } = share.initializer;
    shares.set(name, [...(shares.get(name) ?? []), share]);
  }
  return {
    async *valuesOf({ name }) {
      for (const { worker, bytes } of shares.get(name) ?? []) {
        for (let missing = bytes; missing > 0;) {
          const chunk = await threads[worker]?.next();
          if (chunk === undefined) throw new Error(`no worker makes ${name}`);
          missing -= chunk.length;
          yield chunk;
        }
      }
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Thread {
  /** The next of its chunks. Throws what the worker threw. */
  next(): Promise<Uint8Array>;
  close(): Promise<void>;
}

function startThread(order: Order): Thread {
  const extension = extname(import.meta.url);
  const thread = new Worker(new URL(`./value-worker${extension}`, import.meta.url), {
    workerData: order,
    // Node.js 20 runs no sources.
    ...(extension === '.ts' ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  const messages = on(thread, 'message', { close: ['exit'] });
  return {
    async next() {
      const { value, done } = await messages.next();
      if (done === true) throw new Error('A thread of the build ended before its weights were complete');
      const message: Message = value[0];
      if (!(message instanceof ArrayBuffer))
        throw message.input ? new InputError(message.message) : new Error(message.message);
      Atomics.add(order.taken, 0, kibibytes(message.byteLength));
      Atomics.notify(order.taken, 0);
      return new Uint8Array(message);
    },
    async close() {
      await thread.terminate();
    },
  };
}
