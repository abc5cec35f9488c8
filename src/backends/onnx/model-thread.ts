import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { hasCode, InputError, receivedError } from '../../errors.ts';
import { startThread } from '../../machine/start-thread.ts';
import type { Backend } from '../backend.ts';
import { scoresFrom } from './scores-from.ts';
import {
  AT_WORK,
  type InThreadOptions,
  type ModelRequest,
  type Reply,
  type ThreadRequest,
} from './thread-messages.ts';

/** A thread that runs models. It keeps no process from ending that waits for none of them. */
export interface ModelThread {
  /** Throws InputError where the graph can't be loaded. */
  open(options: InThreadOptions): Promise<Backend>;
  /** Resolves once it has taken its floating-point settings, which threads that it starts have from it. */
  readonly settled: Promise<void>;
  /** Closes the models that are open, and ends. */
  end(): Promise<void>;
  /** Resolves once the thread has ended, with the error that this is to who still waits for it. */
  readonly ended: Promise<Error>;
}

/** Starts such a thread, and has the process end after it. */
export function startModelThread(): ModelThread {
  const stage = new Int32Array(new SharedArrayBuffer(4));
  const thread = startThread('./thread', import.meta.url, { name: 'onnx', workerData: stage });
  waitAtExit(thread, stage);
  const ended = endOf(thread);
  // The process is kept until a thread that dies has been heard of, but by none that nothing is asked of.
  let inUse = 1;
  const use = (): void => {
    inUse += 1;
    thread.ref();
  };
  const leave = (): void => {
    inUse -= 1;
    if (inUse === 0) thread.unref();
  };
  const settled = Promise.race([nextMessage(thread), ended]).then(leave);
  return {
    settled,
    ended,
    async open(options) {
      use();
      const { port1: model, port2 } = new MessageChannel();
      ask(thread, { kind: 'open', options, port: port2 }, [port2]);
      const opened = await Promise.race([nextMessage(model), ended]);
      if (opened instanceof Error) throw opened;
      if (opened.kind === 'fault') {
        leave();
        throw receivedError(opened);
      }
      const gone = goneOf(model, ended);
      void gone.then(leave);
      return backendAt(model, gone, options);
    },
    async end() {
      ask(thread, { kind: 'end' });
      thread.ref();
      await ended;
    },
  };
}

/** Resolves once a model is closed, or its thread has ended, with the error that this is to who asks it then. */
async function goneOf(model: MessagePort, threadEnded: Promise<Error>): Promise<Error> {
  const last = await Promise.race([nextMessage(model), threadEnded]);
  return last instanceof Error ? last : new Error('The model is closed.');
}

/** A model of a thread, by the port at which that hears of it. */
function backendAt(
  model: MessagePort,
  gone: Promise<Error>,
  { contextLength, replicaThreads }: InThreadOptions,
): Backend {
  return {
    name: 'onnx',
    contextLength,
    replicas: replicaThreads?.length ?? 1,
    score(groups, signal) {
      const { port1, port2 } = new MessageChannel();
      if (!signal.aborted) ask(model, { kind: 'score', groups, port: port2 }, [port2]);
      return scoresFrom(port1, gone, signal);
    },
    async close() {
      ask(model, { kind: 'close' });
      await gone;
    },
  };
}

/** The threads that have not ended, each with the memory that says so. */
const running = new Map<Worker, Int32Array>();

/** A process that ended while ONNX Runtime computes in a thread would be aborted by onnxruntime-node: it ends after its threads. */
function waitAtExit(thread: Worker, stage: Int32Array): void {
  // A thread that has threads of its own waits for them before it says that it has ended.
  if (running.size === 0) process.prependListener('exit', endAll);
  running.set(thread, stage);
  thread.once('exit', () => {
    running.delete(thread);
    if (running.size === 0) process.off('exit', endAll);
  });
}

/** Milliseconds, longer than a call of a graph or its loading takes: a thread that died of its memory never says that it has ended. */
const MOST_WAIT = 60_000;

function endAll(): void {
  for (const thread of running.keys()) ask(thread, { kind: 'end' });
  for (const stage of running.values()) Atomics.wait(stage, 0, AT_WORK, MOST_WAIT);
}

function ask(thread: Worker, request: ThreadRequest, ports?: readonly MessagePort[]): void;
function ask(model: MessagePort, request: ModelRequest, ports?: readonly MessagePort[]): void;
function ask(
  one: Worker | MessagePort,
  request: ThreadRequest | ModelRequest,
  ports: readonly MessagePort[] = [],
): void {
  one.postMessage(request, ports);
}

function nextMessage(from: Worker | MessagePort): Promise<Reply> {
  return new Promise((resolve) => from.once('message', resolve));
}

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
