import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../errors.ts';
import type { DataLayout } from '../onnx/external-data.ts';
import type { ValuesOf } from '../write-files.ts';
import { createRing, freeSlot, type Message, type Order, slotAt } from './messages.ts';
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
    startThread({ ...order, workers, worker, ring: createRing() }),
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
          if (chunk === undefined) throw new Error(`no thread makes ${name}`);
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
  /** The next of its chunks, valid until the one after. Throws what the worker threw. */
  next(): Promise<Uint8Array>;
  close(): Promise<void>;
}

function startThread(order: Order): Thread {
  const thread = startWorker(order);
  const messages = on(thread, 'message', { close: ['exit'] });
  let received = 0;
  return {
    async next() {
      if (received > 0) freeSlot(order.ring);
      const { value, done } = await messages.next();
      if (done === true) throw new Error('A thread of the build ended before its weights were complete');
      const message: Message = value[0];
      if (typeof message !== 'number')
        throw message.input ? new InputError(message.message) : new Error(message.message);
      const slot = slotAt(order.ring, received);
      received += 1;
      return slot.subarray(0, message);
    },
    async close() {
      await thread.terminate();
    },
  };
}

/** Node.js 20 runs no sources by itself, and a worker doesn't take tsx over from the thread that starts it. */
function startWorker(workerData: Order): Worker {
  const extension = extname(import.meta.url);
  const entry = new URL(`./value-worker${extension}`, import.meta.url);
  if (extension !== '.ts') return new Worker(entry, { workerData });
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport('${entry.href}', '${entry.href}'))`;
  return new Worker(code, { eval: true, workerData });
}
