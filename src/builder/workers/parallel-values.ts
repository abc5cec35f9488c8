import { on } from 'node:events';
import { receivedError } from '../../errors.ts';
import { startThread } from '../../machine/start-thread.ts';
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
    startWorker({ ...order, workers, worker, ring: createRing() }),
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

function startWorker(order: Order): Thread {
  const thread = startThread('./value-worker', import.meta.url, { workerData: order });
  const messages = on(thread, 'message', { close: ['exit'] });
  let received = 0;
  return {
    async next() {
      if (received > 0) freeSlot(order.ring);
      const { value, done } = await messages.next();
      if (done === true) throw new Error('A thread of the build ended before its weights were complete');
      const message: Message = value[0];
      if (typeof message !== 'number') throw receivedError(message);
      const slot = slotAt(order.ring, received);
      received += 1;
      return slot.subarray(0, message);
    },
    async close() {
      await thread.terminate();
    },
  };
}
