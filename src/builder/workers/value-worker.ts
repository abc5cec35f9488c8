import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../errors.ts';
import { layOut } from '../onnx/external-data.ts';
import { openWithBase, planBuild } from '../plan-build.ts';
import { inPrecision, weightsInPrecision } from '../quantize/in-precision.ts';
import { storedValues } from '../quantize/stored-values.ts';
import { kibibytes, type Message, type Order } from './messages.ts';
import { shareOut } from './shares.ts';

/** What a worker may be ahead of what was taken of its values, which bounds its memory. */
const AHEAD_KIB = 64 * 1024;

/** Makes the shares of one worker and sends their bytes, in order. */
function work({ paths, precision, worker, workers, taken }: Order): void {
  const opened = openWithBase(paths);
  try {
    const { model, checkpoint } = planBuild(opened);
    const layout = layOut(inPrecision(model.graph, precision));
    const shares = shareOut(layout, workers).filter((share) => share.worker === worker);
    const valuesOf = storedValues(
      weightsInPrecision(model.graph, checkpoint, precision),
      shares.map(({ initializer }) => initializer),
    );
    let sent = 0;
    for (const { initializer, range } of shares) {
      for (const { buffer, byteOffset, byteLength } of valuesOf(initializer, range)) {
        const { buffer: bytes } = new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
        sent += kibibytes(byteLength);
        send(bytes, [bytes]);
        waitUntil(taken, sent - AHEAD_KIB);
      }
    }
  } finally {
    opened.close();
  }
}

function waitUntil(taken: Int32Array<SharedArrayBuffer>, wanted: number): void {
  for (let now = Atomics.load(taken, 0); now < wanted; now = Atomics.load(taken, 0))
    Atomics.wait(taken, 0, now);
}

function send(message: Message, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

try {
  const order: Order = workerData;
  work(order);
} catch (error) {
  send({
    message: error instanceof Error ? error.message : String(error),
    input: error instanceof InputError,
  });
}
