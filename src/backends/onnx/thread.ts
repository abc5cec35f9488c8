/** What `openInThread` starts: the thread that has a graph, its caches and its logits, or the threads of several that have. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { sentError } from '../../errors.ts';
import type { TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { openOnnxBackend } from './index.ts';
import { openReplicas } from './replicas.ts';
import {
  AT_WORK,
  ENDED,
  type InThreadOptions,
  type Reply,
  type Request,
  type ThreadData,
} from './thread-messages.ts';

if (parentPort === null) throw new RangeError('this file is run as a thread');
await open(parentPort, workerData);

/** Without a graph the thread ends, as nothing is left that it waits for. */
async function open(parent: MessagePort, { options, stage }: ThreadData): Promise<void> {
  process.once('exit', () => {
    Atomics.store(stage, 0, ENDED);
    Atomics.notify(stage, 0);
  });
  Atomics.store(stage, 0, AT_WORK);
  try {
    serve(parent, await openGraphs(options));
    say(parent, { kind: 'open' });
  } catch (error) {
    say(parent, { kind: 'fault', ...sentError(error) });
  }
}

/** One copy needs no thread beside this one. */
function openGraphs({ replicaThreads = [], ...options }: InThreadOptions): Promise<Backend> {
  if (replicaThreads.length > 1) return openReplicas(options, replicaThreads);
  return openOnnxBackend({ ...options, threads: replicaThreads[0] ?? options.threads, flushDenormals: true });
}

function serve(parent: MessagePort, backend: Backend): void {
  const atWork = new Map<AbortController, Promise<void>>();
  const close = async (): Promise<void> => {
    for (const stop of atWork.keys()) stop.abort();
    await Promise.all(atWork.values());
    await backend.close();
    parent.close();
  };
  const begin = ({ groups, port }: Omit<Call, 'stop'>): void => {
    const stop = new AbortController();
    const done = score(backend, { groups, port, stop }).finally(() => atWork.delete(stop));
    atWork.set(stop, done);
  };
  parent.on('message', (request: Request) => {
    if (request.kind === 'close') void close();
    else begin(request);
  });
}

interface Call {
  readonly groups: readonly TokenGroup[];
  readonly port: MessagePort;
  readonly stop: AbortController;
}

/** Says each score as soon as it is known. Between two calls of the graph, messages come through. */
async function score(backend: Backend, { groups, port, stop }: Call): Promise<void> {
  port.on('message', () => stop.abort()).on('close', () => stop.abort());
  try {
    for await (const one of backend.score(groups, stop.signal)) say(port, { kind: 'score', score: one });
    say(port, { kind: 'end' });
  } catch (error) {
    say(port, { kind: 'fault', ...sentError(error) });
  }
  port.close();
}

function say(port: MessagePort, reply: Reply): void {
  port.postMessage(reply);
}
