/** A metadata value with the type that the file is to give it. */
export type TestValue =
  | { readonly u32: number }
  | { readonly f32: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly i32s: readonly number[] }
  | { readonly f32s: readonly number[] };

export interface TestTensor {
  /** Outermost dimension first. */
  readonly shape: readonly number[];
  /** ggml's number of the element type. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface TestGguf {
  readonly version?: number;
  readonly metadata: Readonly<Record<string, TestValue>>;
  readonly tensors: Readonly<Record<string, TestTensor>>;
}

const ALIGNMENT = 32;

/** The bytes of a GGUF file, written after ggml's docs/gguf.md. */
export function ggufBytes({ version = 3, metadata, tensors }: TestGguf): Uint8Array {
  const entries = Object.entries(tensors);
  const header: Uint8Array[] = [
    Buffer.from('GGUF'),
    u32(version),
    u64(entries.length),
    u64(Object.keys(metadata).length),
  ];
  for (const [key, value] of Object.entries(metadata)) header.push(text(key), ...typed(value));
  let offset = 0;
  for (const [name, { shape, type, bytes }] of entries) {
    header.push(
      text(name),
      u32(shape.length),
      ...shape.toReversed().map((size) => u64(size)),
      u32(type),
      u64(offset),
    );
    offset += padded(bytes).length;
  }
  return Buffer.concat([padded(Buffer.concat(header)), ...entries.map(([, { bytes }]) => padded(bytes))]);
}

export function typed(value: TestValue): Uint8Array[] {
  if ('u32' in value) return [u32(4), u32(value.u32)];
  if ('f32' in value) return [u32(6), new Uint8Array(Float32Array.of(value.f32).buffer)];
  if ('bool' in value) return [u32(7), Uint8Array.of(value.bool ? 1 : 0)];
  if ('text' in value) return [u32(8), text(value.text)];
  if ('texts' in value)
    return [u32(9), u32(8), u64(value.texts.length), ...value.texts.map((item) => text(item))];
  if ('f32s' in value)
    return [u32(9), u32(6), u64(value.f32s.length), new Uint8Array(Float32Array.from(value.f32s).buffer)];
  return [u32(9), u32(5), u64(value.i32s.length), new Uint8Array(Int32Array.from(value.i32s).buffer)];
}

export function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

export function u64(value: number | bigint): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

export function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
