import { parentPort, workerData } from 'node:worker_threads';
import { sentError } from '../../errors.ts';
import { layOut } from '../onnx/external-data.ts';
import { openWithBase, planBuild } from '../plan-build.ts';
import { inPrecision, weightsInPrecision } from '../quantize/in-precision.ts';
import { storedValues } from '../quantize/stored-values.ts';
import { type Message, type Order, type Ring, SLOT_BYTES, slotAt, waitForSlot } from './messages.ts';
import { shareOut } from './shares.ts';

/** Makes the shares of one worker and sends their bytes, in order. */
function work({ paths, precision, worker, workers, ring }: Order): void {
  const opened = openWithBase(paths);
  try {
    const { model, checkpoint } = planBuild(opened);
    const layout = layOut(inPrecision(model.graph, precision));
    const shares = shareOut(layout, workers).filter((share) => share.worker === worker);
    const valuesOf = storedValues(
      weightsInPrecision(model.graph, checkpoint, precision),
      shares.map(({ initializer }) => initializer),
    );
    const send = sender(ring);
    for (const { initializer, range } of shares) {
      for (const values of valuesOf(initializer, range))
        send(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  } finally {
    opened.close();
  }
}

/** Puts bytes into the ring, and says so. */
function sender(ring: Ring): (bytes: Uint8Array) => void {
  let sent = 0;
  return (bytes) => {
    for (let at = 0; at < bytes.length; at += SLOT_BYTES) {
      const piece = bytes.subarray(at, at + SLOT_BYTES);
      waitForSlot(ring, sent);
      slotAt(ring, sent).set(piece);
      post(piece.length);
      sent += 1;
    }
  };
}

function post(message: Message): void {
  parentPort?.postMessage(message, []);
}

try {
  const order: Order = workerData;
  work(order);
} catch (error) {
  post(sentError(error));
}
