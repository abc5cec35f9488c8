import type { Tensor } from 'onnxruntime-node';
import type { CacheTensor } from './layout.ts';
import type { Runtime } from './session.ts';

/** Bytes of a number in a cache. */
export const BYTES: Readonly<Record<CacheTensor['type'], number>> = { float32: 4, float16: 2 };

/** The first tokens of keys or values, [1, heads, tokens, width], as a tensor of their own. */
export function cutTensor(ort: Runtime, tensor: Tensor, length: number): Tensor {
  const [batch = 1, heads = 0, tokens = 0, width = 0] = tensor.dims;
  const type = tensor.type === 'float16' ? 'float16' : 'float32';
  const row = width * BYTES[type];
  // As bytes: Node.js has a class for float16 from 24 on, and copying between classes would convert.
  const whole = bytesOf(tensor);
  const bytes = new Uint8Array(heads * length * row);
  for (let head = 0; head < heads; head++) {
    const start = head * tokens * row;
    bytes.set(whole.subarray(start, start + length * row), head * length * row);
  }
  return tensorOf(ort, type, { dims: [batch, heads, length, width], bytes });
}

/** A cache's tensor of bytes, which begin their buffer. */
export function tensorOf(
  ort: Runtime,
  type: CacheTensor['type'],
  { dims, bytes }: { readonly dims: readonly number[]; readonly bytes: Uint8Array },
): Tensor {
  return type === 'float16'
    ? new ort.Tensor(type, new Uint16Array(bytes.buffer), dims)
    : new ort.Tensor(type, new Float32Array(bytes.buffer), dims);
}

function bytesOf({ data }: Tensor): Uint8Array {
  const view: unknown = data;
  if (!ArrayBuffer.isView(view)) throw new RangeError('keys and values are numbers');
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
