import type * as Runtime from 'onnxruntime-node';

/** One product of two uint8 numbers and two int8 weights of 127, as an ONNX file. */
const PRODUCT = [
  'CAsSCGZpdmVzaG90GgA61AEKJwoBeAoJZmxvYXQzMi8xCgF6EgFxGgFxIg5RdWFudGl6ZUxpbmVhcgo+CgFxCglmbG9hdDMy',
  'LzEKAXoKAXcKCWZsb2F0MzIvMQoBbhIBeRoBeSIFUUdlbW06DWNvbS5taWNyb3NvZnQSB2RlY29kZXIqExABQglmbG9hdDMy',
  'LzFKBAAAgD8qCBACQgF6SgEAKg0IAggBEANCAXdKAn9/KggQA0IBbkoBAFoTCgF4Eg4KDAgBEggKAggBCgIIAmITCgF5Eg4K',
  'DAgBEggKAggBCgIIAUIECgAQF0IRCg1jb20ubWljcm9zb2Z0EAE=',
].join('');

const LARGEST = 255;
const EXACT = 2 * LARGEST * 127;

/**
 * Whether this processor adds up products of uint8 and int8 in 16 bits, where the sum of two can be too large and is cut off
 * (x86 with AVX2 or AVX-512 but without VNNI). Quantised models would score wrong there without a word; ONNX Runtime has a
 * slower exact way, which it takes where it is asked to. This may be the first session of the process, whose settings
 * ONNX Runtime keeps for the thread: `extra` has those of the sessions to come.
 */
export async function cutsOffSums(
  ort: typeof Runtime,
  extra: Runtime.InferenceSession.SessionOptions['extra'],
): Promise<boolean> {
  const options = { intraOpNumThreads: 1, extra };
  const session = await ort.InferenceSession.create(Buffer.from(PRODUCT, 'base64'), options);
  const x = new ort.Tensor('float32', Float32Array.of(LARGEST, LARGEST), [1, 2]);
  const { y } = await session.run({ x });
  await session.release();
  return y?.data[0] !== EXACT;
}
