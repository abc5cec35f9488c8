import { writeFileSync } from 'node:fs';

export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A float32 tensor for a test file. */
export function f32(shape: readonly number[], values: Float32Array | readonly number[]): RawTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** The bytes of a safetensors file: u64 header length, JSON header, data without any padding. */
export function safetensorsBytes(tensors: Readonly<Record<string, RawTensor>>): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return withHeader(JSON.stringify(header), Buffer.concat(Object.values(tensors).map(({ bytes }) => bytes)));
}

/** A safetensors file with a header of the test's own, right or wrong. */
export function withHeader(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), data]);
}

export function writeSafetensors(path: string, tensors: Readonly<Record<string, RawTensor>>): void {
  writeFileSync(path, safetensorsBytes(tensors));
}
