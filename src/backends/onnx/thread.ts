/** What `startModelThread` starts: the thread that has graphs, their caches and logits, or the threads of copies that have. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { sentError } from '../../errors.ts';
import type { TokenGroup } from '../../records.ts';
import type { Backend } from '../backend.ts';
import { openOnnxBackend } from './index.ts';
import { openReplicas } from './replicas.ts';
import { takeDenormalsForZero } from './session.ts';
import {
  AT_WORK,
  ENDED,
  type InThreadOptions,
  type ModelRequest,
  type Reply,
  type ThreadRequest,
} from './thread-messages.ts';

if (parentPort === null) throw new RangeError('this file is run as a thread');
await run(parentPort, workerData);

/** Threads that this one starts compute as it does, so it takes its settings before all. */
async function run(parent: MessagePort, stage: Int32Array): Promise<void> {
  process.once('exit', () => {
    Atomics.store(stage, 0, ENDED);
    Atomics.notify(stage, 0);
  });
  Atomics.store(stage, 0, AT_WORK);
  await takeDenormalsForZero();
  say(parent, { kind: 'settled' });
  const models = new Map<MessagePort, Promise<Close>>();
  parent.on('message', (request: ThreadRequest) => {
    if (request.kind === 'end') {
      void Promise.all([...models.values()].map(async (closing) => (await closing)())).then(() =>
        parent.close(),
      );
      return;
    }
    const { options, port } = request;
    models.set(port, openModel(options, port));
    port.once('close', () => models.delete(port));
  });
}

type Close = () => Promise<void>;

/** Opens a model and lets it hear its port. Gives what closes both, however the opening ended. */
async function openModel(options: InThreadOptions, port: MessagePort): Promise<Close> {
  try {
    const close = serve(port, await openGraphs(options));
    say(port, { kind: 'open' });
    return close;
  } catch (error) {
    say(port, { kind: 'fault', ...sentError(error) });
    port.close();
    return () => Promise.resolve();
  }
}

/** One copy needs no thread beside this one. */
function openGraphs({ replicaThreads = [], ...options }: InThreadOptions): Promise<Backend> {
  if (replicaThreads.length > 1) return openReplicas(options, replicaThreads);
  return openOnnxBackend({ ...options, threads: replicaThreads[0] ?? options.threads, flushDenormals: true });
}

function serve(model: MessagePort, backend: Backend): Close {
  const atWork = new Map<AbortController, Promise<void>>();
  const close = async (): Promise<void> => {
    for (const stop of atWork.keys()) stop.abort();
    await Promise.all(atWork.values());
    // Other models of the thread go on where this one's memory can't be given back.
    await backend.close().catch(() => {});
    say(model, { kind: 'closed' });
    model.close();
  };
  const begin = ({ groups, port }: Omit<Call, 'stop'>): void => {
    const stop = new AbortController();
    const done = score(backend, { groups, port, stop }).finally(() => atWork.delete(stop));
    atWork.set(stop, done);
  };
  model.on('message', (request: ModelRequest) => {
    if (request.kind === 'close') void close();
    else begin(request);
  });
  return close;
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
