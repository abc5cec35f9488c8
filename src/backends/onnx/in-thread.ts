import { on } from 'node:events';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { hasCode, InputError, receivedError } from '../../errors.ts';
import { startThread } from '../../machine/start-thread.ts';
import type { Score } from '../../records.ts';
import type { Backend } from '../backend.ts';
import {
  AT_WORK,
  type InThreadOptions,
  type Reply,
  type Request,
  type ThreadData,
} from './thread-messages.ts';

/**
 * Scores as `openOnnxBackend` does, in a thread of its own: the thread that calls is free while a graph runs, and keeps its
 * arithmetic where that thread takes denormal numbers for zero. The thread begins when `score` is called, and computes on
 * while what it has said is read. Throws InputError where the graph can't be loaded.
 */
export async function openInThread(options: InThreadOptions): Promise<Backend> {
  const thread = startGraph(options);
  const ended = endOf(thread);
  const opened = await Promise.race([firstReply(thread), ended]);
  if (opened instanceof Error) throw opened;
  if (opened.kind === 'fault') {
    await ended;
    throw receivedError(opened);
  }
  return {
    name: 'onnx',
    contextLength: options.contextLength,
    replicas: options.replicaThreads?.length ?? 1,
    score(groups, signal) {
      const { port1, port2 } = new MessageChannel();
      if (!signal.aborted) ask(thread, { kind: 'score', groups, port: port2 }, [port2]);
      return scoresFrom(port1, ended, signal);
    },
    async close() {
      ask(thread, { kind: 'close' });
      await ended;
    },
  };
}

/**
 * Starts the thread, and lets the process end only after it: one that is ended while ONNX Runtime computes in it makes
 * onnxruntime-node abort the process.
 */
function startGraph(options: InThreadOptions): Worker {
  const data: ThreadData = { options, stage: new Int32Array(new SharedArrayBuffer(4)) };
  const thread = startThread('./thread', import.meta.url, { name: 'onnx', workerData: data });
  const waitForIt = (): void => {
    ask(thread, { kind: 'close' });
    Atomics.wait(data.stage, 0, AT_WORK);
  };
  // A thread that has threads of its own waits for them before it says that it has ended.
  process.prependListener('exit', waitForIt);
  thread.once('exit', () => process.off('exit', waitForIt));
  return thread;
}

function ask(thread: Worker, request: Request, ports: readonly MessagePort[] = []): void {
  thread.postMessage(request, ports);
}

function firstReply(thread: Worker): Promise<Reply> {
  return new Promise((resolve) => thread.once('message', resolve));
}

/** Resolves once a thread has ended, with the error that this is to who still waits for it. */
function endOf(thread: Worker): Promise<Error> {
  let cause: unknown;
  thread.once('error', (error) => (cause = error));
  return new Promise((resolve) =>
    thread.once('exit', (code) => {
      const reason = cause instanceof Error ? cause.message : `exit code ${code}`;
      const what = `The thread that runs the model has ended (${reason})`;
      resolve(
        hasCode(cause, 'ERR_WORKER_OUT_OF_MEMORY')
          ? new InputError(`${what}: what was scored is kept; free memory and run the same command again.`)
          : new Error(`${what}.`, { cause }),
      );
    }),
  );
}

/** The scores that come through a port, those of a pack that was at work when the signal was aborted among them. */
async function* scoresFrom(
  port: MessagePort,
  ended: Promise<Error>,
  signal: AbortSignal,
): AsyncIterable<Score> {
  const stop = (): void => port.postMessage('stop');
  signal.addEventListener('abort', stop);
  // Otherwise the port would stay open where the thread had ended before it was asked.
  void ended.then(() => port.close());
  try {
    if (signal.aborted) return;
    for await (const [message] of on(port, 'message', { close: ['close'] })) {
      const reply: Reply = message;
      if (reply.kind === 'end') return;
      if (reply.kind === 'fault') throw receivedError(reply);
      if (reply.kind === 'score') yield reply.score;
    }
    throw await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    port.close();
  }
}
